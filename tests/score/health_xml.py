# SPDX-License-Identifier: Apache-2.0
"""C-CDA, NCPDP SCRIPT and Telecom, DICOM dumps."""

import escapes as esc
from marks import around, core
from health_hl7 import Person

FORMS = {}
CLEAN = {}


def form(name, parse=None, into=None):
    def keep(function):
        (FORMS if into is None else into)[name] = (function, parse)
        return function

    return keep


def attributes(v, *pairs):
    """In any order, either quote."""
    pairs = [p for p in pairs if p]
    v.rng.shuffle(pairs)
    quote = v.pick('"', '"', "'")
    return "".join(" %s=%s%s%s" % (k, quote, esc.entities(value), quote) for k, value in pairs)


def names(v, p):
    given = "<given>%s</given>" % core("NAME/given", p.given) + (
        "<given>%s</given>" % around(p.middle) if v.rng.random() < 0.4 else ""
    )
    family = "<family%s>%s</family>" % (
        v.pick("", ' qualifier="CL"'),
        core("NAME/family", esc.entities(p.family)),
    )
    return "<name%s>%s</name>" % (v.pick("", ' use="L"'), v.pick(given + family, family + given))


def addr(v, p):
    return (
        "<addr%s><streetAddressLine>%s</streetAddressLine><city>%s</city><state>%s</state><postalCode>%s</postalCode><country>US</country></addr>"
        % (v.pick("", ' use="HP"'), core("ADDR", p.street), core("CITY", p.city), p.state, core("ZIP", p.zip))
    )


def telecom(v):
    scheme, value = v.pick(
        ("tel:", core("PHONE", v.phone("+1-{a}-{x}-{n}"))),
        ("tel:", core("PHONE", v.phone("({a}){x}-{n}"))),
        ("mailto:", core("EMAIL", v.email())),
    )
    return "<telecom%s/>" % attributes(v, ("use", v.pick("HP", "MC", "WP")), ("value", scheme + value))


def patient_role(v, p):
    ids = "<id%s/>" % attributes(
        v,
        ("extension", core("MRN", p.mrn)),
        ("root", "2.16.840.1.113883.19.5"),
        v.pick(None, ("assigningAuthorityName", "GH")),
    )
    if v.rng.random() < 0.5:
        ids += "<id%s/>" % attributes(
            v,
            ("root", "2.16.840.1.113883.4.1"),
            ("extension", core("SSN", v.pick(p.ssn, "-".join((p.ssn[:3], p.ssn[3:5], p.ssn[5:]))))),
        )
    birth = "<birthTime%s/>" % attributes(v, ("value", core("DATE/birth", p.birth.strftime("%Y%m%d"))))
    more = ""
    if v.rng.random() < 0.3:
        more += "<birthplace><place><addr><city>%s</city><state>%s</state></addr></place></birthplace>" % (
            core("CITY/birthplace", v.city()),
            p.state,
        )
    if v.rng.random() < 0.3:
        g = Person(v)
        more += "<guardian>%s%s<guardianPerson>%s</guardianPerson></guardian>" % (
            addr(v, g),
            telecom(v),
            names(v, g),
        )
    return (
        "<patientRole>%s%s%s<patient>%s<administrativeGenderCode code=\"F\" codeSystem=\"2.16.840.1.113883.5.1\"/>%s<maritalStatusCode code=\"M\"/>%s</patient>"
        "<providerOrganization><name>General Hospital</name></providerOrganization></patientRole>"
    ) % (ids, addr(v, p), telecom(v), names(v, p), birth, more)


def author(v):
    return (
        '<author><time value="20240115093011"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="%s"/><assignedPerson><name><given>Marcus</given>'
        '<family>Welby</family></name></assignedPerson></assignedAuthor></author>'
    ) % around("1234567893")


def encounter(v, p):
    low, high = p.care.strftime("%Y%m%d"), p.care.strftime("%Y%m%d")
    return (
        '<componentOf><encompassingEncounter><id%s/><effectiveTime><low value="%s"/><high value="%s"/></effectiveTime></encompassingEncounter></componentOf>'
    ) % (
        attributes(v, ("extension", core("ENCOUNTER", p.visit)), ("root", "2.16.840.1.113883.19")),
        core("DATE/care", low),
        core("DATE/care", high),
    )


def observation(v, p):
    return (
        '<observation classCode="OBS" moodCode="EVN"><id root="%s"/><code code="2345-7" codeSystem="2.16.840.1.113883.6.1" displayName="Glucose"/><statusCode code="completed"/>'
        '<effectiveTime value="%s"/><value xsi:type="PQ" value="104" unit="mg/dL"/></observation>'
    ) % (around(v.uuid()), core("DATE/care", p.care.strftime("%Y%m%d%H%M")))


def pretty(text):
    return text.replace("><", ">\n<")


@form("ccda-document", "xml")
def document(v):
    p = Person(v)
    text = (
        '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>'
        '<templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Summary of Care</title>'
        '<effectiveTime value="20240115093011-0500"/><recordTarget>%s</recordTarget>%s<custodian><assignedCustodian><representedCustodianOrganization><name>General Hospital</name>'
        '</representedCustodianOrganization></assignedCustodian></custodian>%s<component>%s</component></ClinicalDocument>'
    ) % (patient_role(v, p), author(v), encounter(v, p), observation(v, p))
    return v.pick(text, pretty(text))


@form("ccda-piece")
def piece(v):
    p = Person(v)
    one = v.pick(patient_role, encounter, observation)(v, p)
    return v.pick(
        "%s",
        "Schematron failed at %s",
        "DEBUG fragment: %s",
        "ERROR xpath=/ClinicalDocument/recordTarget content: %s",
    ) % v.pick(one, one, pretty(one))


@form("ccda-json", "json")
def in_json(v):
    p = Person(v)
    return '{"level":"debug","xml":"%s"}' % esc.json_text(v.pick(lambda t: t, pretty)(patient_role(v, p)))


@form("ccda-validation")
def validation(v):
    d = v.spell(v.birth())
    return v.pick(
        "cvc-pattern-valid: Value '%s' is not facet-valid with respect to pattern for attribute value of birthTime",
        "The value '%s' of element birthTime is not valid",
        "cvc-datatype-valid.1.2.1: '%s' is not a valid value for 'ts' (birthTime)",
    ) % core("DATE/birth", d)


@form("ccda-escaped")
def escaped(v):
    p = Person(v)
    return "<document>" + esc.entities(patient_role(v, p)) + "</document>"


@form("ccda-base64")
def in_base64(v):
    return (
        "<nonXMLBody><text representation=\"B64\">"
        + esc.base64_of('<?xml version="1.0"?><recordTarget>%s</recordTarget>' % patient_role(v, Person(v)))
        + "</text></nonXMLBody>"
    )


# ---- NCPDP
@form("ncpdp-script", "xml")
def script(v):
    p = Person(v)
    text = (
        "<Message><Body><NewRx><Patient><HumanPatient><Name><LastName>%s</LastName><FirstName>%s</FirstName></Name><Gender>F</Gender><DateOfBirth><Date>%s</Date></DateOfBirth>"
        "<Address><AddressLine1>%s</AddressLine1><City>%s</City><StateProvince>%s</StateProvince><PostalCode>%s</PostalCode></Address><CommunicationNumbers><PrimaryTelephone><Number>%s</Number>"
        "</PrimaryTelephone></CommunicationNumbers></HumanPatient></Patient><BenefitsCoordination><CardholderID>%s</CardholderID><GroupID>%s</GroupID></BenefitsCoordination>"
        "<MedicationPrescribed><DrugDescription>Lisinopril 10 MG Tablet</DrugDescription><DrugCoded><ProductCode><Code>00093721401</Code></ProductCode></DrugCoded></MedicationPrescribed>"
        "</NewRx></Body></Message>"
    ) % (
        core("NAME/family", esc.entities(p.family)),
        core("NAME/given", p.given),
        core("DATE/birth", p.birth.isoformat()),
        core("ADDR", p.street),
        core("CITY", p.city),
        p.state,
        core("ZIP", p.zip),
        core("PHONE", v.phone("{a}{x}{n}")),
        core("MEMBER", p.member),
        core("GROUP", p.group),
    )
    return v.pick(text, pretty(text))


@form("ncpdp-telecom")
def telecom_claim(v):
    p = Person(v)
    rs, fs, gs = v.pick(
        ("\\x1e", "\\x1c", "\\x1d"), ("<1E>", "<1C>", "<1D>"), ("^^", "^\\", "^]"), ("\x1e", "\x1c", "\x1d")
    )
    patient = [
        ("AM", "01"),
        ("C4", core("DATE/birth", p.birth.strftime("%Y%m%d"))),
        ("C5", "2"),
        ("CA", core("NAME/given", p.given.upper())),
        ("CB", core("NAME/family", p.family.upper())),
        ("CM", core("ADDR", p.street)),
        ("CN", core("CITY", p.city)),
        ("CO", p.state),
        ("CP", core("ZIP", p.zip.replace("-", ""))),
        ("CQ", core("PHONE", v.phone("{a}{x}{n}"))),
    ]
    insurance = [
        ("AM", "04"),
        ("C2", core("MEMBER", p.member)),
        ("C1", core("GROUP", p.group.replace("-", ""))),
        ("C3", "001"),
        ("C6", "1"),
    ]
    claim = [
        ("AM", "07"),
        ("EM", "1"),
        ("D2", core("RX", v.digits(7))),
        ("E1", "03"),
        ("D7", "00093721401"),
        ("E7", "30000"),
    ]
    blocks = [patient, insurance, claim]
    return v.pick("", "D.0 B1 request: ", "reject 65 ") + "".join(
        rs + "".join(fs + a + b for a, b in block)
        for block in v.pick(blocks, blocks[:2], [claim], [insurance, claim])
    )


# ---- DICOM
def dicom_values(v):
    p = Person(v)
    name = core("NAME/family", p.family.upper()) + around("^") + core("NAME/given", p.given.upper())
    return [
        ("0010,0010", "PN", name, "PatientName", "Patient's Name"),
        ("0010,0020", "LO", core("MRN", p.mrn), "PatientID", "Patient ID"),
        (
            "0010,0030",
            "DA",
            core("DATE/birth", p.birth.strftime("%Y%m%d")),
            "PatientBirthDate",
            "Patient's Birth Date",
        ),
        ("0010,0040", "CS", "F", "PatientSex", "Patient's Sex"),
        ("0008,0050", "SH", core("ACCESSION", v.accession()), "AccessionNumber", "Accession Number"),
        ("0008,0020", "DA", core("DATE/care", p.care.strftime("%Y%m%d")), "StudyDate", "Study Date"),
        ("0008,0060", "CS", v.pick("CT", "MR", "US"), "Modality", "Modality"),
        (
            "0020,000d",
            "UI",
            core("OTHER/uid", "1.2.840.113619.2.55.3." + v.digits(9) + "." + v.digits(3)),
            "StudyInstanceUID",
            "Study Instance UID",
        ),
        ("0010,1040", "LO", core("ADDR", p.street), "PatientAddress", "Patient's Address"),
        (
            "0010,2154",
            "SH",
            core("PHONE", v.phone("{a}-{x}-{n}")),
            "PatientTelephoneNumbers",
            "Patient's Telephone Numbers",
        ),
        ("0018,1000", "LO", core("DEVICE", v.device()), "DeviceSerialNumber", "Device Serial Number"),
        ("0028,0010", "US", "512", "Rows", "Rows"),
        ("0008,0016", "UI", "1.2.840.10008.5.1.4.1.1.2", "SOPClassUID", "SOP Class UID"),
        ("0010,1010", "AS", "067Y", "PatientAge", "Patient's Age"),
        ("0038,0010", "LO", core("ENCOUNTER", v.digits(8)), "AdmissionID", "Admission ID"),
    ]


def some(v):
    return [row for row in dicom_values(v) if v.rng.random() < 0.6]


@form("dicom-dcmtk")
def dcmtk(v):
    return "\n".join(
        "(%s) %s [%s]%s#  12, 1 %s" % (tag, vr, value, " " * 20, word) for tag, vr, value, word, _ in some(v)
    )


@form("dicom-pydicom")
def pydicom(v):
    return "\n".join(
        "(%s) %-34s %s: %s"
        % (tag.replace(",", ", "), label, vr, value if vr in ("US", "UI") else "'%s'" % value)
        for tag, vr, value, _, label in some(v)
    )


@form("dicom-dcm4che")
def dcm4che(v):
    return "\n".join(
        "(%s) %s #8 [%s] %s" % (tag.upper(), vr, value, word) for tag, vr, value, word, _ in some(v)
    )


@form("dicom-line")
def dicom_line(v):
    return v.pick("C-STORE failed: ", "C-FIND identifier: ", "") + " ".join(
        "(%s) %s [%s]" % (tag, vr, value) for tag, vr, value, _, _ in some(v)
    )


@form("dicom-json", "json")
def dicom_json(v):
    rows = []
    for tag, vr, value, _, _ in some(v):
        key = tag.replace(",", "").upper()
        rows.append(
            '"%s":{"vr":"%s","Value":[%s]}'
            % (
                key,
                vr,
                '{"Alphabetic":"%s"}' % value if vr == "PN" else value if vr == "US" else '"%s"' % value,
            )
        )
    return "{" + ",".join(rows) + "}"


@form("dicom-xml", "xml")
def dicom_xml(v):
    rows = []
    for tag, vr, value, word, _ in some(v):
        key = tag.replace(",", "").upper()
        if vr == "PN":
            family, given = value.split("\ue001^\ue000")
            inner = (
                '<PersonName number="1"><Alphabetic><FamilyName>%s</FamilyName><GivenName>%s</GivenName></Alphabetic></PersonName>'
                % (family, given)
            )
        else:
            inner = '<Value number="1">%s</Value>' % esc.entities(value)
        rows.append(
            '<DicomAttribute tag="%s" vr="%s" keyword="%s">%s</DicomAttribute>' % (key, vr, word, inner)
        )
    return "<NativeDicomModel>%s</NativeDicomModel>" % "".join(rows)


# ---- without PHI
@form("clean-xml-codes", "xml", CLEAN)
def codes(v):
    return (
        '<observation><templateId root="2.16.840.1.113883.10.20.22.4.2" extension="2015-08-01"/><code code="%s" codeSystem="2.16.840.1.113883.6.1" displayName="Glucose"/><statusCode code="completed"/>'
        '<value value="%s" unit="mg/dL"/><interpretationCode code="H" codeSystem="2.16.840.1.113883.5.83"/></observation>'
    ) % (v.pick("2345-7", "718-7"), v.digits(3))


@form("clean-xml-config", "xml", CLEAN)
def config(v):
    return v.pick(
        '<bean id="patientDao" class="org.example.dao.PatientDao"><property name="sessionFactory" ref="sessionFactory"/></bean>',
        '<dependency><groupId>org.example</groupId><artifactId>patient-core</artifactId><version>2.14.%s</version></dependency>'
        % v.digits(1),
        '<appender name="FILE" class="ch.qos.logback.core.FileAppender"><file>/var/log/ehr.log</file></appender>',
        '<field name="patient" type="string" required="true" maxLength="%s"/>' % v.digits(2),
    )


@form("clean-dicom-codes", None, CLEAN)
def dicom_codes(v):
    return (
        "(0008,0060) CS [CT]   #  2, 1 Modality\n(0028,0010) US %s   #  2, 1 Rows\n(0028,0011) US %s   #  2, 1 Columns\n(0002,0010) UI =LittleEndianExplicit   #  20, 1 TransferSyntaxUID"
        % (v.digits(3), v.digits(3))
    )
