# SPDX-License-Identifier: Apache-2.0
# ten.sed for mawk, which knows neither \b nor {n,m}: nearest patterns, a little wider.
{
    gsub(/[0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][0-9][0-9]/, "[SSN]")
    gsub(/[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z][A-Za-z]+/, "[EMAIL]")
    gsub(/[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/, "[IP]")
    gsub(/\(?[0-9][0-9][0-9]\)?[-. ][0-9][0-9][0-9][-. ][0-9][0-9][0-9][0-9]/, "[PHONE]")
    gsub(/(mrn|MRN)[^0-9A-Za-z]*[A-Z]*[0-9][0-9][0-9][0-9][0-9]+/, "[MRN]")
    gsub(/(dob|DOB|birthDate)["']?[ \t]*[:=][ \t]*["']?[^"',;}&]+/, "[DOB]")
    gsub(/(firstName|lastName|name)["']?[ \t]*[:=][ \t]*["']?[^"',;}&]+/, "[NAME]")
    gsub(/[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y][0-9][0-9]/, "[MBI]")
    gsub(/[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]+/, "[CARD]")
    gsub(/PID\|[^\r\n]*/, "[PID]")
    print
}
