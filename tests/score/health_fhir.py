# SPDX-License-Identifier: Apache-2.0
"""FHIR R4 and R5: resources, bundles, searches, server errors; definitions that hold no PHI."""

import json
import re

import escapes as esc
from marks import around, core
from health_hl7 import Person

FORMS = {}
CLEAN = {}


def form(name, parse="json", into=None):
    def keep(function):
        (FORMS if into is None else into)[name] = (function, parse)
        return function

    return keep


def patient_id(v):
    return core("OTHER/patient-id", v.pick("pat-" + v.digits(8), v.uuid(), v.digits(6), "P" + v.digits(6)))


def subject(v, pid, p, display=True):
    out = {"reference": v.pick("Patient/", "Patient/", "https://fhir.example.org/r4/Patient/", "urn:uuid:")}
    if out["reference"] == "urn:uuid:":
        out["reference"] += core("OTHER/patient-id", v.uuid())
    else:
        out["reference"] += pid
    if display and v.rng.random() < 0.6:
        out["display"] = core("NAME/display", v.pick("%s %s", "Mr. %s %s") % (p.given, p.family))
    return out


def date(v, d):
    return core(
        "DATE/care",
        v.pick(
            d.isoformat(),
            d.isoformat() + "T08:12:00-05:00",
            d.isoformat() + "T13:12:00Z",
            d.isoformat() + "T08:12:00.000+00:00",
        ),
    )


def meta(v):
    return {
        "versionId": v.digits(1),
        "lastUpdated": "2024-01-15T09:30:12.118Z",
        "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"],
    }


def coding(system, code, display):
    return {"coding": [{"system": system, "code": code, "display": display}]}


def patient(v, p, pid):
    r = {"resourceType": "Patient", "id": pid}
    if v.rng.random() < 0.5:
        r["meta"] = meta(v)
    if v.rng.random() < 0.2:
        r["text"] = {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml">'
            + core("TEXT/div", "%s %s" % (p.given, p.family))
            + "</div>",
        }
    if v.rng.random() < 0.3:
        r["extension"] = [
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"},
            {
                "url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
                "valueString": core("NAME/mother", v.family()),
            },
        ]
    ids = [
        {
            "use": "usual",
            "type": coding("http://terminology.hl7.org/CodeSystem/v2-0203", "MR", "Medical Record Number"),
            "system": "http://hospital.example.org/mrn",
            "value": core("MRN", p.mrn),
        }
    ]
    if v.rng.random() < 0.5:
        ids.append(
            {
                "system": "http://hl7.org/fhir/sid/us-ssn",
                "value": core("SSN", v.pick(p.ssn, "-".join((p.ssn[:3], p.ssn[3:5], p.ssn[5:])))),
            }
        )
    if v.rng.random() < 0.2:
        ids.append({"system": "http://hl7.org/fhir/sid/us-mbi", "value": core("MBI", v.mbi(False))})
    if v.rng.random() < 0.2:
        ids.append(
            {
                "system": "urn:oid:2.16.840.1.113883.4.3.36",
                "type": {"coding": [{"code": "DL"}]},
                "value": core("LICENSE", v.license()),
            }
        )
    r["identifier"] = ids
    r["active"] = True
    r["name"] = [
        {
            "use": "official",
            "family": core("NAME/family", p.family),
            "given": [core("NAME/given", p.given)] + ([around(p.middle)] if v.rng.random() < 0.3 else []),
        }
    ]
    if v.rng.random() < 0.3:
        r["name"][0]["text"] = core("NAME", "%s %s" % (p.given, p.family))
    r["telecom"] = [{"system": "phone", "value": core("PHONE", v.phone()), "use": "home", "rank": 1}]
    if v.rng.random() < 0.5:
        r["telecom"].append({"system": "email", "value": core("EMAIL", v.email())})
    r["gender"] = "female"
    r["birthDate"] = core("DATE/birth", p.birth.isoformat())
    if v.rng.random() < 0.2:
        r["deceasedDateTime"] = date(v, p.care)
    r["address"] = [
        {
            "use": "home",
            "line": [core("ADDR", p.street)],
            "city": core("CITY", p.city),
            "state": p.state,
            "postalCode": core("ZIP", p.zip),
            "country": "US",
        }
    ]
    if v.rng.random() < 0.2:
        r["address"][0]["extension"] = [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/geolocation",
                "extension": [
                    {"url": "latitude", "valueDecimal": core("GEO", v.geo())},
                    {"url": "longitude", "valueDecimal": core("GEO", v.geo())},
                ],
            }
        ]
    if v.rng.random() < 0.3:
        r["contact"] = [
            {
                "relationship": [{"text": "Mother"}],
                "name": {"family": core("NAME/kin", v.family()), "given": [core("NAME/kin", v.given())]},
                "telecom": [{"system": "phone", "value": core("PHONE", v.phone())}],
            }
        ]
    r["maritalStatus"] = {"text": "Married"}
    if v.rng.random() < 0.3:
        r["photo"] = [
            {"contentType": "image/jpeg", "data": core("PHOTO", "/9j/4AAQSkZJRgABAQ" + v.letters(60))}
        ]
    r["generalPractitioner"] = [{"reference": "Practitioner/welby", "display": "Dr Marcus Welby"}]
    return r


def observation(v, p, pid):
    r = {
        "resourceType": "Observation",
        "id": around(v.uuid()),
        "status": "final",
        "category": [
            coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")
        ],
        "code": coding("http://loinc.org", v.pick("2345-7", "718-7"), "Glucose"),
        "subject": subject(v, pid, p),
        "effectiveDateTime": date(v, p.care),
        "issued": date(v, p.care),
        "performer": [{"reference": "Practitioner/welby", "display": "Dr Marcus Welby"}],
        "valueQuantity": {
            "value": 104,
            "unit": "mg/dL",
            "system": "http://unitsofmeasure.org",
            "code": "mg/dL",
        },
    }
    if v.rng.random() < 0.2:
        r["identifier"] = [
            {"system": "http://lab.example.org", "value": core("OTHER/identifier", v.digits(9))}
        ]
    return r


def encounter(v, p, pid):
    return {
        "resourceType": "Encounter",
        "id": around(v.digits(6)),
        "identifier": [{"system": "http://hospital.example.org/visit", "value": core("ENCOUNTER", p.visit)}],
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": subject(v, pid, p),
        "period": {"start": date(v, p.care), "end": date(v, p.care)},
        "serviceProvider": {"reference": "Organization/gh", "display": "General Hospital"},
    }


def coverage(v, p, pid):
    return {
        "resourceType": "Coverage",
        "id": around(v.digits(5)),
        "status": "active",
        "subscriberId": core("MEMBER", p.member),
        "beneficiary": subject(v, pid, p),
        "period": {"start": date(v, p.care)},
        "payor": [{"reference": "Organization/aetna", "display": "Aetna"}],
        "class": [
            {
                "type": coding("http://terminology.hl7.org/CodeSystem/coverage-class", "group", "Group"),
                "value": core("GROUP", p.group),
            }
        ],
    }


def claim(v, p, pid):
    return {
        "resourceType": v.pick("Claim", "ExplanationOfBenefit"),
        "identifier": [{"system": "http://payer.example.org/claim", "value": core("CLAIM", v.claim())}],
        "status": "active",
        "patient": subject(v, pid, p),
        "created": date(v, p.care),
        "insurer": {"display": "Aetna"},
        "item": [
            {
                "sequence": 1,
                "servicedDate": core("DATE/care", p.care.isoformat()),
                "productOrService": coding("http://www.ama-assn.org/go/cpt", "99213", "Office visit"),
            }
        ],
        "total": {"value": 125, "currency": "USD"},
    }


def condition(v, p, pid):
    return {
        "resourceType": "Condition",
        "clinicalStatus": coding(
            "http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"
        ),
        "code": coding("http://hl7.org/fhir/sid/icd-10-cm", "E11.9", "Type 2 diabetes mellitus"),
        "subject": subject(v, pid, p),
        "onsetDateTime": date(v, p.care),
        "recordedDate": core("DATE/care", p.care.isoformat()),
    }


def medication(v, p, pid):
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": coding(
            "http://www.nlm.nih.gov/research/umls/rxnorm", "314076", "Lisinopril 10 MG"
        ),
        "subject": subject(v, pid, p),
        "authoredOn": date(v, p.care),
        "requester": {"reference": "Practitioner/welby", "display": "Dr Marcus Welby"},
        "dosageInstruction": [{"text": around("1 tablet daily")}],
    }


def device(v, p, pid):
    return {
        "resourceType": "Device",
        "udiCarrier": [{"deviceIdentifier": around("51022222233336"), "carrierHRF": core("UDI", v.udi())}],
        "serialNumber": core("DEVICE", v.device()),
        "patient": subject(v, pid, p),
    }


def appointment(v, p, pid):
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "start": date(v, p.care),
        "end": date(v, p.care),
        "participant": [
            {"actor": subject(v, pid, p), "status": "accepted"},
            {
                "actor": {"reference": "Practitioner/welby", "display": "Dr Marcus Welby"},
                "status": "accepted",
            },
        ],
    }


RESOURCES = [
    patient,
    patient,
    patient,
    observation,
    observation,
    encounter,
    coverage,
    claim,
    condition,
    medication,
    device,
    appointment,
]
# A mark survives json.dumps; a geo coordinate is a bare number, so its quotes are taken away again.


def dump(v, value, pretty=None):
    pretty = v.rng.random() < 0.3 if pretty is None else pretty
    text = json.dumps(
        value, ensure_ascii=False, indent=2 if pretty else None, separators=None if pretty else (",", ":")
    )
    return re.sub(r'(valueDecimal": ?)"(.-?[0-9.]+.)"', r"\1\2", text)


@form("fhir-resource")
def resource(v):
    p = Person(v)
    return dump(v, v.rng.choice(RESOURCES)(v, p, patient_id(v)))


@form("fhir-bundle")
def bundle(v):
    p, pid = Person(v), patient_id(v)
    rows = [
        {
            "fullUrl": "https://fhir.example.org/r4/Patient/" + pid,
            "resource": patient(v, p, pid),
            "search": {"mode": "match"},
        }
    ]
    rows += [{"resource": v.rng.choice(RESOURCES[3:])(v, p, pid)} for _ in range(2)]
    return dump(v, {"resourceType": "Bundle", "type": "searchset", "total": 3, "entry": rows})


@form("fhir-in-log")
def in_log(v):
    p = Person(v)
    return '{"level":"debug","msg":"PUT","body":%s,"status":200}' % dump(
        v, v.rng.choice(RESOURCES)(v, p, patient_id(v)), False
    )


@form("fhir-escaped")
def escaped(v):
    p = Person(v)
    text = dump(v, v.rng.choice(RESOURCES)(v, p, patient_id(v)))
    once = '{"level":"info","request":"%s"}' % v.pick(esc.json_text, esc.json_html, esc.json_slashes)(text)
    return once if v.rng.random() < 0.6 else '{"log":"%s\\n","stream":"stdout"}' % esc.json_text(once)


@form("fhir-cut", None)
def cut(v):
    p = Person(v)
    text = dump(v, v.rng.choice(RESOURCES)(v, p, patient_id(v)))
    at = v.rng.randrange(len(text) // 2, len(text))
    depth = 0
    for c in text[:at]:
        depth += ("\ue001" <= c <= "\uf8ff") - (c == "\ue000")
    return (
        v.pick("response: ", "", "PUT body=")
        + text[:at]
        + "\ue000" * depth
        + v.pick("", "...", "... [truncated]")
    )


@form("fhir-xml", "xml")
def as_xml(v):
    p = Person(v)
    return (
        '<Patient xmlns="http://hl7.org/fhir"><id value="%s"/><identifier><system value="http://hl7.org/fhir/sid/us-ssn"/><value value="%s"/></identifier><name><family value="%s"/><given value="%s"/></name>'
        '<telecom><system value="phone"/><value value="%s"/></telecom><gender value="female"/><birthDate value="%s"/><address><line value="%s"/><city value="%s"/><state value="%s"/><postalCode value="%s"/></address></Patient>'
    ) % (
        patient_id(v),
        core("SSN", p.ssn),
        core("NAME/family", esc.entities(p.family)),
        core("NAME/given", p.given),
        core("PHONE", v.phone()),
        core("DATE/birth", p.birth.isoformat()),
        core("ADDR", p.street),
        core("CITY", p.city),
        p.state,
        core("ZIP", p.zip),
    )


@form("fhir-search", None)
def search(v):
    p = Person(v)
    params = [
        ("family", core("NAME/family", p.family)),
        ("given", core("NAME/given", p.given)),
        ("birthdate", core("DATE/birth", p.birth.isoformat())),
        ("name", core("NAME", p.given + " " + p.family)),
        ("phone", core("PHONE", v.phone("{a}{x}{n}"))),
        ("email", core("EMAIL", v.email())),
        ("address-postalcode", core("ZIP", p.zip[:5])),
        ("identifier", "http://hl7.org/fhir/sid/us-ssn|" + core("SSN", p.ssn)),
        ("identifier", core("MRN", p.mrn)),
    ]
    some = v.rng.sample(params, v.rng.randrange(1, 4)) + v.pick(
        [], [("_count", "20")], [("_include", "Patient:general-practitioner")]
    )
    return v.pick(
        "GET /fhir/Patient?%s 200 41ms",
        "GET https://fhir.example.org/r4/Patient?%s HTTP/1.1",
        "Search URL: Patient?%s",
    ) % "&".join("%s=%s" % (k, esc.percent(x)) for k, x in some)


@form("fhir-reference", None)
def reference(v):
    return v.pick(
        "GET /fhir/r4/Patient/%s 404 3ms",
        "HAPI-2001: Resource Patient/%s is not known",
        "PUT /baseR4/Patient/%s HTTP/1.1",
        "Resource Patient/%s/_history/3 has been deleted",
        "HAPI-1094: Resource Patient/%s not found, specified in path: Observation.subject",
        "GET /Observation?patient=%s&code=2345-7 200",
        "GET /Encounter?subject=Patient/%s 200",
        "Deleting Patient/%s failed: referential integrity",
        "GET [base]/Patient/%s/$everything 200 812ms",
    ) % patient_id(v)


@form("fhir-outcome")
def outcome(v):
    d = core("DATE/birth", v.spell(v.birth(), lambda x: x.strftime("%m/%d/%Y")))
    return dump(
        v,
        {
            "resourceType": "OperationOutcome",
            "issue": [
                {
                    "severity": "error",
                    "code": "processing",
                    "diagnostics": v.pick(
                        "HAPI-1821: [element=\"birthDate\"] Invalid attribute value \"%s\": Invalid date/time format"
                        % d,
                        "Patient.birthDate: not a valid date ('%s')" % d,
                        "Failed to parse date '%s' of Patient.birthDate" % d,
                    ),
                }
            ],
        },
    )


@form("fhir-java", None)
def java(v):
    d = core("DATE/birth", v.spell(v.birth(), lambda x: x.strftime("%m/%d/%Y")))
    return (
        'ca.uhn.fhir.parser.DataFormatException: HAPI-1821: [element="birthDate"] Invalid attribute value "%s": Invalid date/time format: "%s"\n\tat ca.uhn.fhir.parser.StrictErrorHandler.invalidValue(StrictErrorHandler.java:91)'
        % (d, d)
    )


# ---- without PHI
@form("clean-fhir-definition", "json", CLEAN)
def definition(v):
    kind = v.pick("StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "CapabilityStatement")
    return dump(
        v,
        {
            "resourceType": kind,
            "id": "us-core-patient",
            "url": "http://hl7.org/fhir/us/core/%s/us-core-patient" % kind,
            "version": "6.1.0",
            "name": "USCorePatientProfile",
            "title": "US Core Patient Profile",
            "status": "active",
            "experimental": False,
            "date": "2023-05-19",
            "publisher": "HL7 International",
            "contact": [
                {"name": "HL7 International", "telecom": [{"system": "url", "value": "http://hl7.org/fhir"}]}
            ],
            "description": "Defines constraints on the Patient resource",
            "fhirVersion": "4.0.1",
            "kind": "resource",
            "abstract": False,
            "type": "Patient",
            "differential": {
                "element": [
                    {
                        "id": "Patient.name",
                        "path": "Patient.name",
                        "short": "A name associated with the patient",
                        "min": 1,
                        "max": "*",
                    },
                    {"id": "Patient.birthDate", "path": "Patient.birthDate", "max": "1"},
                ]
            },
        },
    )


@form("clean-fhir-organization", "json", CLEAN)
def organization(v):
    return dump(
        v,
        {
            "resourceType": v.pick("Organization", "Location"),
            "id": "gh",
            "active": True,
            "name": "General Hospital",
            "telecom": [{"system": "url", "value": "https://www.example.org"}],
        },
    )


@form("clean-fhir-requests", None, CLEAN)
def requests(v):
    return v.pick(
        "GET /fhir/metadata 200 %sms",
        "GET /fhir/r4/Observation?code=2345-7&_count=%s 200",
        "GET /fhir/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&_count=%s",
        "HAPI-0302: Unknown resource type 'Patinet' %s",
        "POST /fhir/$process-message 202 %sms",
        "Loaded 148 SearchParameters in %s ms",
        "GET /fhir/Practitioner/welby 200 %sms",
    ) % v.digits(2)
