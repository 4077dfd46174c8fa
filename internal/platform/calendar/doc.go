// Package calendar writes and reads iCalendar (RFC 5545, with the scheduling
// methods of RFC 5546 and the calendar properties of RFC 7986). The same in XML
// (xCal, RFC 6321) and JSON (jCal, RFC 7265) is read too: whichever way it is
// written, it comes to the properties of iCalendar.
//
// What is written is strict: CRLF, lines folded at 75 octets, every zone spelt
// out in a VTIMEZONE, nothing that a name contains can become a line of its own.
// What is read is taken as other programs write it: each event stands alone, a
// bad one becomes a Problem with its line and never stops the others, and all
// work is bounded whatever the file says.
//
// Times go in and come out in UTC, with the IANA name of the zone they were
// meant in. The package never asks for the time of day: what is written depends
// on the events alone, so the same events give the same bytes.
//
// The line reader and writer are our own. github.com/arran4/golang-ical refuses
// a whole file for one bad line, loses the line numbers and writes parameters
// with backslashes where the RFC wants quotes; the tests use it as an
// independent reader. Recurrence is github.com/teambition/rrule-go, with a
// budget around it.
package calendar
