# SPDX-License-Identifier: Apache-2.0
"""Text without PHI that looks most like it: clinical codes with people in their names, definitions of
health data, business documents, stack traces and logs of a Salesforce org."""

import json

CLEAN = {}


def form(name, parse=None):
    def keep(function):
        CLEAN["clean-" + name] = (function, parse)
        return function

    return keep


# (system, code, display): eponyms, organisms, drugs and tests that hold words of names and places
CODES = [
    ("ICD10", "E11.9", "Type 2 diabetes mellitus without complications"),
    ("ICD10", "G20", "Parkinson's disease"),
    ("ICD10", "K50.90", "Crohn's disease, unspecified, without complications"),
    ("ICD10", "C81.90", "Hodgkin lymphoma, unspecified"),
    ("ICD10", "G30.9", "Alzheimer's disease, unspecified"),
    ("ICD10", "M71.20", "Synovial cyst of popliteal space [Baker], unspecified knee"),
    ("ICD10", "D57.1", "Sickle-cell disease without crisis"),
    ("ICD10", "V43.52XA", "Car driver injured in collision with other type car"),
    ("ICD10", "Z51.11", "Encounter for antineoplastic chemotherapy"),
    ("ICD10", "Z38.00", "Single liveborn infant, delivered vaginally"),
    ("ICD10", "E05.00", "Graves disease with goiter"),
    ("ICD10", "Y92.009", "Unspecified place in unspecified non-institutional residence"),
    ("SNOMED", "44054006", "Diabetes mellitus type 2"),
    ("SNOMED", "22298006", "Myocardial infarction"),
    ("SNOMED", "38341003", "Hypertensive disorder, systemic arterial"),
    ("SNOMED", "271649006", "Systolic blood pressure"),
    ("SNOMED", "260385009", "Negative"),
    ("SNOMED", "119297000", "Blood specimen"),
    ("LOINC", "2345-7", "Glucose [Mass/volume] in Serum or Plasma"),
    ("LOINC", "718-7", "Hemoglobin [Mass/volume] in Blood"),
    ("LOINC", "21112-8", "Birth date"),
    ("LOINC", "45392-8", "First name"),
    ("LOINC", "45394-4", "Last name"),
    ("LOINC", "76435-7", "Medical record number [Identifier]"),
    ("LOINC", "8302-2", "Body height"),
    ("LOINC", "11368-8", "Illness or injury onset date and time"),
    ("LOINC", "2951-2", "Sodium [Moles/volume] in Serum or Plasma"),
    ("CPT", "99213", "Office or other outpatient visit, 15 minutes"),
    ("CPT", "80053", "Comprehensive metabolic panel"),
    ("CPT", "45378", "Colonoscopy, flexible; diagnostic"),
    ("HCPCS", "J1885", "Injection, ketorolac tromethamine, per 15 mg"),
    ("HCPCS", "E0601", "Continuous positive airway pressure device"),
    ("RxNorm", "314076", "lisinopril 10 MG Oral Tablet"),
    ("RxNorm", "860975", "metformin hydrochloride 500 MG Extended Release Oral Tablet"),
    ("NDC", "0093-7214-01", "Atorvastatin Calcium 10 mg"),
    ("CVX", "208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose"),
    ("DRG", "470", "Major hip and knee joint replacement"),
    ("TAX", "207Q00000X", "Family Medicine Physician"),
    ("HL7", "MR", "Medical record number"),
    ("HL7", "SS", "Social Security number"),
    ("HL7", "GRANDFATHER", "Grandfather"),
    ("POS", "11", "Office"),
    ("REV", "0450", "Emergency room general"),
    ("CARC", "197", "Precertification/authorization absent"),
]


@form("codes-csv")
def codes_csv(v):
    rows = [v.rng.choice(CODES) for _ in range(5)]
    sep = v.pick(",", "|", "\t")
    return (
        sep.join(("system", "code", "display", "status"))
        + "\n"
        + "\n".join(sep.join((s, c, '"%s"' % d if sep == "," else d, "active")) for s, c, d in rows)
    )


@form("codes-lines")
def codes_lines(v):
    s, c, d = v.rng.choice(CODES)
    return v.pick(
        "loaded %s %s %s",
        "%s code %s (%s) is deprecated",
        "mapping %s|%s to local concept \"%s\"",
        "unknown modifier for %s %s: %s",
        "%s:%s - %s",
        "[%s] %s = %s",
        "INSERT INTO concept (system, code, name) VALUES ('%s', '%s', '%s')",
    ) % (s, c, d.replace("'", "''"))


@form("codes-json", "json")
def codes_json(v):
    s, c, d = v.rng.choice(CODES)
    return json.dumps(
        v.pick(
            {
                "coding": [{"system": "http://terminology.example.org/" + s, "code": c, "display": d}],
                "text": d,
            },
            {"code": c, "description": d, "system": s, "name": d},
            {"conceptId": c, "fsn": {"term": d, "lang": "en"}, "active": True},
        )
    )


@form("codes-hl7", "hl7")
def codes_hl7(v):
    s, c, d = v.rng.choice(CODES)
    return v.pick(
        "DG1|1||%s^%s^%s|||A",
        "PR1|1||%s^%s^%s",
        "OBX|1|CWE|%s^%s^%s||260385009^Negative^SCT||||||F",
        "OBR|1|||%s^%s^%s",
        "RXE||%s^%s^%s|1||TAB",
        "AL1|1|DA|%s^%s^%s|MO",
    ) % (c, d, s)


# ---- definitions
def element(v):
    path = v.pick(
        "Patient.name",
        "Patient.birthDate",
        "Patient.identifier",
        "Patient.telecom",
        "Coverage.subscriberId",
        "Observation.subject",
        "Patient.address.postalCode",
        "Encounter.period",
        "RelatedPerson.name.family",
        "Claim.patient",
        "Patient.contact.name",
        "Patient.deceasedDateTime",
    )
    short = v.pick(
        "A name associated with the patient",
        "The date of birth for the individual",
        "An identifier for this patient",
        "A contact detail for the individual",
        "ID assigned to the subscriber",
        "Who and/or what the observation is about",
        "Postal code for area",
        "The start and end time of the encounter",
        "The recipient of the products and services",
        "Indicates if the individual is deceased or not",
    )
    return {
        "id": path,
        "path": path,
        "short": short,
        "definition": short + ".",
        "min": 0,
        "max": v.pick("1", "*"),
        "type": [{"code": v.pick("HumanName", "date", "Identifier", "string", "Reference")}],
        "mustSupport": True,
        "example": [{"label": "General", "valueString": "example"}],
        "mapping": [{"identity": "v2", "map": v.pick("PID-5", "PID-7", "PID-3", "IN1-36", "OBR-3")}],
    }


@form("fhir-conformance", "json")
def conformance(v):
    kind = v.pick(
        "StructureDefinition",
        "ValueSet",
        "CodeSystem",
        "SearchParameter",
        "OperationDefinition",
        "ImplementationGuide",
        "NamingSystem",
        "ConceptMap",
        "CapabilityStatement",
    )
    name = v.pick(
        "USCorePatientProfile",
        "PatientBirthPlace",
        "ContactEntityType",
        "MaritalStatus",
        "IdentifierType",
        "NameUse",
        "AddressUse",
        "Coverage",
        "RelatedPersonRelationshipType",
        "Family",
        "Given",
        "Birthdate",
    )
    r = {
        "resourceType": kind,
        "id": name.lower(),
        "meta": {"lastUpdated": "2023-03-26T15:21:02.749+11:00"},
        "url": "http://hl7.org/fhir/%s/%s" % (kind, name.lower()),
        "identifier": [
            {
                "system": "urn:ietf:rfc:3986",
                "value": "urn:oid:2.16.840.1.113883.4.642.4.%d" % v.rng.randrange(9, 999),
            }
        ],
        "version": "4.0.1",
        "name": name,
        "title": v.pick(
            "US Core Patient Profile", "Marital Status Codes", "Identifier Type Codes", "Patient birth place"
        ),
        "status": v.pick("active", "draft"),
        "experimental": False,
        "date": v.pick("2023-05-19", "2019-11-01T09:29:23+11:00"),
        "publisher": v.pick("HL7 International", "Health Level Seven International (FHIR Infrastructure)"),
        "contact": [
            {"name": "HL7 International", "telecom": [{"system": "url", "value": "http://hl7.org/fhir"}]}
        ],
        "description": v.pick(
            "The Patient profile builds upon the base resource.",
            "This value set defines the set of codes.",
            "Search by a portion of the family name",
            "The patient's date of birth",
        ),
        "jurisdiction": [{"coding": [{"system": "urn:iso:std:iso:3166", "code": "US"}]}],
    }
    if kind == "StructureDefinition":
        r["differential"] = {"element": [element(v) for _ in range(3)]}
    elif kind in ("ValueSet", "CodeSystem"):
        r["concept"] = [
            {"code": c, "display": d, "definition": d} for _, c, d in (v.rng.choice(CODES) for _ in range(3))
        ]
    elif kind == "SearchParameter":
        r.update(
            {
                "code": v.pick("family", "birthdate", "phone", "address-postalcode", "identifier"),
                "base": ["Patient"],
                "type": "string",
                "expression": "Patient.name.family",
                "xpath": "f:Patient/f:name/f:family",
            }
        )
    else:
        r["rest"] = [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": "Patient",
                        "searchParam": [
                            {
                                "name": "family",
                                "type": "string",
                                "documentation": "A portion of the family name of the patient",
                            },
                            {"name": "birthdate", "type": "date"},
                        ],
                    }
                ],
            }
        ]
    return json.dumps(r, indent=v.pick(None, 2))


@form("fhir-questionnaire", "json")
def questionnaire(v):
    items = [
        {"linkId": str(i), "text": t, "type": "string", "required": True}
        for i, t in enumerate(
            v.rng.sample(
                [
                    "What is your date of birth?",
                    "First name",
                    "Last name",
                    "Social security number",
                    "Home phone",
                    "Do you smoke?",
                    "Mother's maiden name",
                    "Street address",
                ],
                3,
            )
        )
    ]
    return json.dumps(
        {
            "resourceType": "Questionnaire",
            "id": "intake",
            "title": "Intake form",
            "status": "active",
            "subjectType": ["Patient"],
            "item": items,
        }
    )


@form("schema-json", "json")
def schema(v):
    keys = v.rng.sample(
        [
            "ssn",
            "dateOfBirth",
            "lastName",
            "mrn",
            "memberId",
            "phone",
            "zipCode",
            "email",
            "patientId",
            "accountNumber",
            "npi",
        ],
        3,
    )
    return json.dumps(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Patient",
            "type": "object",
            "required": keys,
            "properties": {
                k: {"type": "string", "description": "The %s of the patient" % k, "maxLength": 20}
                for k in keys
            },
        }
    )


@form("schema-other")
def schema_other(v):
    k = v.pick("ssn", "dob", "mrn", "last_name", "phone_number", "member_id", "zip_code", "birth_date")
    return (
        v.pick(
            '<xs:element name="%s" type="xs:string" minOccurs="0"/>',
            "message Patient { string %s = 1; }",
            "  %s: string;",
            "type Patient { %s: String! }",
            "  %s VARCHAR(20) NOT NULL,",
            "optional string %s = 4;",
            "@JsonProperty(\"%s\") private String value;",
            "%s:\n  type: string\n  nullable: true",
            "field %s added to form Intake",
            "validates :%s, presence: true",
            "- name: %s\n  data_type: text",
            "column %s renamed",
            "ALTER TABLE patient DROP COLUMN %s",
            "missing translation: en.patient.%s",
            "%s is a required property",
            "%s cannot be blank",
            "%s: This field is required.",
            "\"%s\" is not allowed to be empty",
            "patient.%s must match ^[0-9-]+$",
            "null value in column \"%s\" violates not-null constraint",
            "Unknown column '%s' in 'field list'",
        )
        % k
    )


# ---- business documents and master data
@form("x12-other", "x12")
def x12_other(v):
    kind, group, body = v.pick(
        (
            "810",
            "IN",
            [
                "BIG*20240115*INV%s*20240102*PO%s" % (v.digits(6), v.digits(6)),
                "N1*BT*ACME WIDGETS*92*%s" % v.digits(5),
                "IT1*1*10*EA*4.50**VN*%s" % v.digits(6),
                "TDS*4500",
            ],
        ),
        (
            "856",
            "SH",
            [
                "BSN*00*%s*20240115*0930" % v.digits(8),
                "HL*1**S",
                "TD1*CTN*4",
                "REF*BM*%s" % v.digits(9),
                "N1*SF*WAREHOUSE 7*92*%s" % v.digits(4),
                "LIN**UP*%s" % v.digits(12),
            ],
        ),
        (
            "204",
            "SM",
            ["B2**SCAC**%s**PP" % v.digits(8), "L11*%s*BM" % v.digits(7), "S5*1*CL", "G62*64*20240115"],
        ),
        ("997", "FA", ["AK1*PO*%s" % v.digits(4), "AK9*A*1*1*1"]),
        ("820", "RA", ["BPR*C*%s*C*ACH*CTX" % v.digits(5), "TRN*1*%s" % v.digits(8), "ENT*1"]),
    )
    return (
        "~".join(
            [
                "ISA*00*          *00*          *01*%-15s*01*%-15s*240115*0930*U*00401*%09d*0*P*>"
                % (v.digits(9), v.digits(9), v.rng.randrange(1, 9999)),
                "GS*%s*4405197800*999999999*20240115*0930*%s*X*004010" % (group, v.digits(4)),
                "ST*%s*0001" % kind,
            ]
            + body
            + ["SE*%d*0001" % (len(body) + 2), "GE*1*1", "IEA*1*000000101"]
        )
        + "~"
    )


@form("business")
def business(v):
    return v.pick(
        "Invoice INV-%s for ACME Widgets approved" % v.digits(6),
        "PO %s received, 12 lines" % v.digits(8),
        "Supplier Grant & Sons updated terms to NET30",
        "Warehouse Springfield has %s units of SKU %s" % (v.digits(3), v.digits(7)),
        "Shipment %s left Portland hub" % v.digits(10),
        "asset tag IT-%s assigned to rack 7" % v.digits(5),
        "meeting room Lincoln booked for Monday",
        "build agent chase-%s online" % v.digits(2),
        "server rose-%s.example.org rebooted" % v.digits(2),
        "feature flag new-patient-form enabled for 5%",
        "User story PROJ-%s moved to done" % v.digits(4),
        "merge branch 'fix/patient-name' into main",
        "bump lodash from 4.17.20 to 4.17.21",
        "translated 317 strings, 555 left",
        "Total: 123-45 units",
        "ratio 1957/04 rejected",
    )


# ---- stack traces
@form("trace-java")
def trace_java(v):
    return (
        "java.lang.%s: %s\n\tat org.openmrs.api.impl.PatientServiceImpl.%s(PatientServiceImpl.java:%s)\n\tat org.openmrs.web.controller.patient.ShortPatientFormController.onSubmit(ShortPatientFormController.java:%s)\n"
        "\tat java.base/java.lang.Thread.run(Thread.java:833)\nCaused by: java.sql.SQLException: Column 'birth_date' cannot be null\n\t... %s more"
    ) % (
        v.pick("NullPointerException", "IllegalStateException", "ClassCastException"),
        v.pick(
            "null",
            "patient is null",
            "Cannot invoke \"PersonName.getFamilyName()\" because \"name\" is null",
            "org.openmrs.Patient cannot be cast to org.openmrs.Person",
        ),
        v.pick("savePatient", "getPatientByUuid", "mergePatients"),
        v.digits(3),
        v.digits(3),
        v.digits(2),
    )


@form("trace-others")
def trace_others(v):
    return v.pick(
        "Traceback (most recent call last):\n  File \"/app/patients/models.py\", line %s, in full_name\n    return self.last_name + ', ' + self.first_name\nTypeError: can only concatenate str (not \"NoneType\") to str"
        % v.digits(2),
        "TypeError: Cannot read properties of null (reading 'dateOfBirth')\n    at formatPatient (/srv/app/src/patient/format.js:%s:17)\n    at Array.map (<anonymous>)\n    at async PatientController.list (/srv/app/src/patient/controller.js:42:9)"
        % v.digits(2),
        "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x%s]\n\ngoroutine %s [running]:\nmain.(*Patient).FullName(...)\n\t/src/patient.go:%s"
        % (v.hex(6), v.digits(2), v.digits(2)),
        "System.NullReferenceException: Object reference not set to an instance of an object.\n   at Clinic.Web.PatientController.Edit(Int32 id) in C:\\src\\Clinic\\PatientController.cs:line %s\n   at lambda_method(Closure , ControllerBase , Object[] )"
        % v.digits(3),
        "NoMethodError (undefined method `last_name' for nil:NilClass):\n\napp/models/patient.rb:%s:in `display_name'\napp/views/patients/show.html.erb:3:in `_app_views_patients_show'"
        % v.digits(2),
        "PHP Notice:  Undefined index: pubpid in /var/www/openemr/interface/patient_file/summary/demographics.php on line %s\nPHP Stack trace:\nPHP   1. {main}() /var/www/openemr/index.php:0"
        % v.digits(3),
        "thread 'tokio-runtime-worker' panicked at src/patient.rs:%s:14:\ncalled `Option::unwrap()` on a `None` value\nstack backtrace:\n   0: rust_begin_unwind\n   1: intake::patient::parse"
        % v.digits(2),
    )


# ---- Salesforce
@form("apex-log")
def apex_log(v):
    nanos = v.digits(v.pick(6, 8, 9))
    return "09:30:12.%s (%s)|%s" % (
        v.digits(1),
        nanos,
        v.pick(
            "CODE_UNIT_STARTED|[EXTERNAL]|01q5g000000TestAAA|PatientTrigger on Account trigger event BeforeUpdate",
            "SOQL_EXECUTE_BEGIN|[%s]|Aggregations:0|SELECT Id, Name, PersonBirthdate FROM Account WHERE IsPersonAccount = true"
            % v.digits(2),
            "SOQL_EXECUTE_END|[%s]|Rows:%s" % (v.digits(2), v.digits(2)),
            "METHOD_ENTRY|[%s]|01p5g00000Kq9Tz|PatientService.findByMrn(String)" % v.digits(2),
            "METHOD_EXIT|[%s]|PatientService" % v.digits(2),
            "USER_DEBUG|[%s]|DEBUG|Account list size: %s" % (v.digits(2), v.digits(1)),
            "USER_DEBUG|[%s]|DEBUG|patient is null" % v.digits(2),
            "VARIABLE_SCOPE_BEGIN|[%s]|lastName|String|false|false" % v.digits(2),
            "HEAP_ALLOCATE|[EXTERNAL]|Bytes:%s" % v.digits(3),
            "STATEMENT_EXECUTE|[%s]" % v.digits(2),
            "DML_BEGIN|[%s]|Op:Update|Type:Contact|Rows:%s" % (v.digits(2), v.digits(1)),
            "VALIDATION_RULE|03d5g000000TestA|Birthdate_Required",
            "FLOW_START_INTERVIEW_BEGIN|%s|Patient Intake" % v.hex(12),
            "CUMULATIVE_LIMIT_USAGE_END",
            "ENTERING_MANAGED_PKG|HealthCloudGA",
            "SYSTEM_METHOD_ENTRY|[%s]|String.isBlank(String)" % v.digits(2),
            "EXCEPTION_THROWN|[%s]|System.NullPointerException: Attempt to de-reference a null object"
            % v.digits(2),
        ),
    )


@form("access-infrastructure")
def access(v):
    return v.pick(
        '10.4.0.%s - - [15/Jan/2024:09:30:12 +0000] "GET /patients HTTP/1.1" 200 %s "-" "curl/8.5.0"'
        % (v.digits(2), v.digits(4)),
        '10.4.0.%s - admin [15/Jan/2024:09:30:12 +0000] "POST /api/v1/patients/search HTTP/1.1" 200 %s'
        % (v.digits(2), v.digits(4)),
        "GET /static/patient-form.%s.js 304 0 - 1.2 ms" % v.hex(8),
        "127.0.0.1 - - [15/Jan/2024:09:30:12 +0000] \"GET /members/new HTTP/1.1\" 200 %s" % v.digits(4),
        "OPTIONS /fhir/Patient 204",
        "GET /api/patients?page=2&size=20&sort=lastName,asc 200 %sms" % v.digits(2),
        "POST /patients/import 202 job=%s" % v.uuid(),
        "GET /chart/heart-rate.png 200 %s" % v.digits(5),
        "GET /claims/summary?year=2023&groupBy=month 200 %s" % v.digits(5),
    )
