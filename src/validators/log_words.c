/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that end a name or a city: what logs and their keys write with a capital. Words that are
 * given names or surnames too (April, June, May, Will, Mark) stay out of the list, for a name cut
 * short is a name left in the log. */
#include "log_words.h"

#include "scan.h"

#include <stdlib.h>

/* Lower case, sorted. The formatter would give each word a line. */
/* clang-format off */
static const char *const words[] = {
    "a", "access", "account", "acct", "action", "active", "add", "added", "addr", "address",
    "admin", "admission", "admitted", "aetna", "after", "age", "alert", "all", "allergies",
    "allergy", "already", "am", "amex", "and", "any", "api", "app", "application", "appointment",
    "appt", "apr", "apt", "are", "as", "at", "aug", "auth", "authorization", "average", "batch",
    "be", "bed", "been", "before", "between", "blank", "born", "both", "box", "build", "by",
    "call", "called", "can", "canceled", "cancelled", "cannot", "card", "cause", "caused", "cdt",
    "center", "chart", "checked", "cigna", "city", "claim", "claims", "class", "client", "clinic",
    "close", "closed", "code", "codes", "column", "columns", "company", "complete", "completed",
    "component", "config", "configuration", "connect", "connected", "connection", "constraint",
    "contact", "contacted", "corp", "could", "count", "country", "county", "cpt", "cpu", "create",
    "created", "critical", "cst", "csv", "date", "datetime", "db", "dea", "debug", "dec",
    "deceased", "december", "default", "delete", "deleted", "denied", "department", "dependent",
    "dept", "dev", "device", "diagnosis", "dicom", "died", "directory", "disabled", "discharge",
    "discharged", "disconnected", "discover", "divorced", "dns", "dob", "dod", "done", "dose",
    "dr", "drug", "duplicate", "duplicated", "during", "each", "edt", "ein", "else", "email",
    "emergency", "empty", "enabled", "encounter", "env", "environment", "error", "errors", "est",
    "event", "events", "every", "exception", "exist", "exists", "expected", "fail", "failed",
    "fails", "failure", "false", "family", "fatal", "father", "fax", "feb", "february", "female",
    "fhir", "field", "fields", "file", "files", "finish", "finished", "first", "floor", "folder",
    "for", "foreign", "found", "fri", "friday", "from", "function", "gender", "get", "gid",
    "given", "gmt", "got", "granted", "group", "guarantor", "guid", "had", "has", "have", "he",
    "her", "hicn", "his", "hl7", "hospital", "host", "how", "http", "https", "humana", "iban",
    "icd", "id", "ids", "if", "imei", "in", "inactive", "inc", "index", "info", "insert",
    "insurance", "insured", "integrity", "into", "invalid", "ip", "is", "it", "itin", "its",
    "january", "job", "json", "jul", "july", "jun", "key", "keys", "lab", "laboratory", "labs",
    "language", "last", "length", "limit", "line", "lines", "lives", "llc", "load", "loaded",
    "loading", "local", "login", "logout", "loinc", "los", "lot", "ltd", "mail", "male", "march",
    "marital", "married", "mastercard", "mbi", "mdt", "medicaid", "medical", "medicare",
    "medication", "medications", "member", "members", "message", "messages", "method", "middle",
    "missing", "module", "mon", "monday", "mother", "moved", "mrn", "msg", "mst", "must", "name",
    "names", "ndc", "new", "nil", "no", "none", "not", "note", "notes", "notice", "nov",
    "november", "npi", "null", "num", "number", "oct", "october", "of", "offset", "ok", "old",
    "on", "open", "opened", "operation", "optional", "options", "or", "order", "orders", "os",
    "our", "out", "partition", "password", "patch", "path", "patient", "patients", "payer", "pdt",
    "pending", "per", "pharmacy", "phone", "pid", "plan", "pm", "policy", "pool", "port",
    "preferred", "prefix", "prescription", "primary", "procedure", "process", "prod",
    "production", "properties", "property", "provider", "pst", "pt", "put", "queue", "race",
    "radiology", "reached", "receive", "received", "receiving", "record", "records", "reference",
    "referenced", "refill", "relationship", "release", "remove", "removed", "report", "request",
    "required", "response", "rest", "result", "results", "retries", "retry", "retrying", "role",
    "roles", "room", "row", "rows", "running", "rx", "sat", "saturday", "save", "saved",
    "scheduled", "secret", "select", "send", "sent", "sep", "sept", "september", "serial",
    "server", "service", "session", "setting", "settings", "sex", "she", "should", "since",
    "single", "size", "soap", "some", "spanish", "specimen", "spouse", "sql", "ssl", "ssn",
    "stack", "staging", "start", "started", "starting", "state", "status", "stop", "stopped",
    "stopping", "subscriber", "suffix", "suite", "sum", "sunday", "surname", "system", "table",
    "task", "tcp", "test", "that", "the", "their", "then", "these", "they", "this", "those",
    "thread", "throw", "thrown", "thu", "thursday", "tid", "time", "timed", "timeout",
    "timestamp", "tin", "title", "tls", "to", "token", "topic", "total", "trace", "transaction",
    "transferred", "true", "tue", "tuesday", "type", "types", "udi", "udp", "uid", "unable",
    "undefined", "unexpected", "unique", "unit", "unknown", "until", "update", "updated", "upon",
    "uri", "url", "usa", "user", "users", "utc", "uuid", "valid", "value", "values", "version",
    "via", "vin", "violation", "visa", "visit", "vitals", "vpn", "warn", "warning", "was", "we",
    "wed", "wednesday", "were", "what", "when", "where", "which", "while", "who", "why",
    "widowed", "with", "without", "worker", "would", "write", "x12", "xml", "yes", "you", "your",
    "zip",
};
/* clang-format on */

static int compare(const void *key, const void *row) {
    const ps_span *word = key;
    const char *const *entry = row;
    for (size_t i = 0; i < word->len; i++) {
        int d = (unsigned char)ps_lower(word->ptr[i]) - (unsigned char)(*entry)[i];
        if (d != 0) return d;
    }
    return (*entry)[word->len] == '\0' ? 0 : -1;
}

bool ps_is_log_word(ps_span word) {
    if (word.len == 0 || word.len > 20) return false;
    return bsearch(&word, words, sizeof words / sizeof words[0], sizeof words[0], compare) != NULL;
}
