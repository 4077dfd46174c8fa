package offerfile

import (
	"slices"
	"strings"
	"testing"
)

func rss(items string) string {
	return `<rss version="2.0" xmlns:a="urn:events" xmlns:b="urn:more" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"><channel>` + items + `</channel></rss>`
}

func ld(s string) string {
	return strings.Replace(s, `{"@type"`, `{"@context":"https://schema.org","@type"`, 1)
}

// TestWaysOfOthers reads small files in the ways in which known programs write theirs.
func TestWaysOfOthers(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"moments twice, in UTC and by the clock", rss(`<item><title>Kin</title><a:dtstart>20270408T230000Z</a:dtstart><a:dtend>20270409T003000Z</a:dtend><b:localstart tzAbbr="CDT">2027-04-08T18:00:00</b:localstart><b:localend>2027-04-08T19:30:00</b:localend><b:customfield name="Cost">Free</b:customfield><category>2027/04/08 (Thu)</category></item>`),
			[]string{"Cost=Free | date=20270408T230000Z | end_date=20270409T003000Z | title=Kin"}},
		{"whole days end on the day after", rss(`<item><title>Closed</title><a:dtstart>20270412</a:dtstart><a:dtend>20270414</a:dtend></item>`), []string{"date=20270412 | end_date=20270413 | title=Closed"}},
		{"days and times in words", rss(`<item><title>Class</title><a:EventDates> March 1, 2027 </a:EventDates><a:EventTimes>02:00 PM - 03:30 PM</a:EventTimes></item>`), []string{"date=March 1, 2027 | time=02:00 PM - 03:30 PM | title=Class"}},
		{"day and hour apart", rss(`<item><title>Solder</title><a:startDate>2027-03-05</a:startDate><a:startHour>6:00 pm</a:startHour><a:endDate>2027-03-05</a:endDate><a:endHour>8:00 pm</a:endHour></item>`),
			[]string{"date=2027-03-05 | end=8:00 pm | end_date=2027-03-05 | time=6:00 pm | title=Solder"}},
		{"the day before the title", rss(`<item><title>Mar 22, 2027: Open hour</title><a:localtime>Mon, 22 Mar 2027 12:00:00 -0500</a:localtime></item>`), []string{"date=Mon, 22 Mar 2027 12:00:00 -0500 | title=Open hour"}},
		{"a day of the title's own", rss(`<item><title>November 22, 1963: The day Kennedy died</title><a:localtime>Mon, 22 Mar 2027 12:00:00 -0500</a:localtime></item>`), []string{"date=Mon, 22 Mar 2027 12:00:00 -0500 | title=November 22, 1963: The day Kennedy died"}},
		{"a podcast", rss(`<item><title>One</title><itunes:duration>00:42:10</itunes:duration><enclosure url="https://l.example/1.mp3" type="audio/mpeg"/></item><item><title>Two</title><enclosure url="https://l.example/2.jpg" type="image/jpeg"/><itunes:duration>1800</itunes:duration></item>`),
			[]string{"id=https://l.example/1.mp3 | link=https://l.example/1.mp3 | minutes=42 | title=One", "minutes=30 | title=Two"}},
		{"a film with its words in a group", rss(`<item><title>Film</title><media:group><media:title>x</media:title><media:description>How.</media:description></media:group></item>`), []string{"description=How. | title=Film"}},
		{"a footer that every post has", rss(`<item><title>Post</title><description>&lt;p&gt;Words.&lt;/p&gt;&lt;p&gt;The post &lt;a href="https://l.example"&gt;Post&lt;/a&gt; appeared first on &lt;a href="https://l.example"&gt;L&lt;/a&gt;.&lt;/p&gt;</description></item>`), []string{"description=<p>Words.</p> | title=Post"}},
		{"Google's status", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:gd="http://schemas.google.com/g/2005"><entry><title>Excel</title><category term="http://schemas.google.com/g/2005#event"/><gd:eventStatus value="http://schemas.google.com/g/2005#event.canceled"/><gd:when startTime="2027-03-09" endTime="2027-03-11"/></entry></feed>`,
			[]string{"date=2027-03-09 | end=2027-03-10 | status=canceled | title=Excel"}},

		{"each wrapped, with dates of its own", `{"events":[{"event":{"title":"Hour","free":true,"private":false,"event_instances":[{"event_instance":{"id":1,"start":"2027-03-22T12:00:00-05:00","end":null}},{"event_instance":{"id":2,"start":"2027-03-29T12:00:00-05:00"}}]}}]}`,
			[]string{"price=free | start=2027-03-22T12:00:00-05:00 | title=Hour", "price=free | start=2027-03-29T12:00:00-05:00 | title=Hour"}},
		{"when it was written is no date", `{"events":[{"title":"Bounce","date":"2026-11-01 09:12:33","start_date":"2027-03-02 10:00:00","venue":{"venue":"Downtown","address":"1 Broad St","city":"Elm","state":"TN"},"organizer":[{"organizer":"Quin Abe"}],"categories":[3,4]},{"title":"Post","date":"2026-11-19T10:00:00","date_gmt":"2026-11-19T16:00:00"}]}`,
			[]string{"organizer=Quin Abe | start_date=2027-03-02 10:00:00 | title=Bounce | venue=Downtown, 1 Broad St, Elm, TN", "date_gmt=2026-11-19T16:00:00 | title=Post"}},
		{"a date beside what only sounds like a beginning", `[{"title":"A","date":"2027-04-14","start_time":"10:00 AM ET"},{"title":"B","date":"2027-04-14","time":"10:00","start_timezone":"America/Chicago"},{"title":"C","date":"2027-04-14T10:00","starting_price":"$25"},{"title":"D","date":"2026-11-01","start":"April 14-16, 2027"},{"title":"E","date":"2026-11-01","start":"2027-01-20T16:00:00Z to 2027-01-20T18:00:00Z"}]`,
			[]string{"date=2027-04-14 | start_time=10:00 AM ET | title=A", "date=2027-04-14 | start_timezone=America/Chicago | time=10:00 | title=B", "date=2027-04-14T10:00 | starting_price=$25 | title=C", "start=April 14-16, 2027 | title=D", "start=2027-01-20T16:00:00Z to 2027-01-20T18:00:00Z | title=E"}},
		{"what only looks wrapped", `[{"title":"A","dates":[{"start":{"local":"2027-04-14T10:00:00","timezone":"America/Chicago"}}]},{"eventName":"Kites","date":"2027-04-14","resource":{"name":"Room 5"}}]`,
			[]string{"start=2027-04-14T10:00:00 | title=A | zone=America/Chicago", "date=2027-04-14 | eventName=Kites | resource=Room 5"}},
		{"a programme by day and room", `{"schedule":{"conference":{"title":"C","days":[{"date":"2027-05-05","rooms":{"A":[{"title":"One","date":"2027-05-05T09:00:00-04:00","start":"09:00","persons":[{"public_name":"Pia Lund"}]}],"B":[{"title":"Two","date":"2027-05-05T10:00:00-04:00","start":"10:00"}]}}]}}}`,
			[]string{"date=2027-05-05T09:00:00-04:00 | persons=Pia Lund | start=09:00 | title=One", "date=2027-05-05T10:00:00-04:00 | start=10:00 | title=Two"}},
		{"nodes of edges", `{"data":{"group":{"name":"G","events":{"edges":[{"cursor":"x","node":{"title":"Evening","dateTime":"2027-03-18T18:30+01:00"}}]}}}}`, []string{"dateTime=2027-03-18T18:30+01:00 | title=Evening"}},
		{"resources with attributes", `{"data":[{"type":"node--event","id":"b7","attributes":{"status":true,"title":"Grants","field_date":{"value":"2027-01-20T10:00:00-06:00","end_value":"2027-01-20T12:00:00-06:00"}}}]}`,
			[]string{"date=2027-01-20T10:00:00-06:00 | end=2027-01-20T12:00:00-06:00 | id=b7 | title=Grants"}},
		{"a calendar's interface", `{"kind":"calendar#events","summary":"Training","items":[{"id":"d","status":"cancelled","summary":"Institute","start":{"date":"2027-06-01"},"end":{"date":"2027-06-04"}}]}`,
			[]string{"end=2027-06-03 | id=d | start=2027-06-01 | status=cancelled | title=Institute"}},
		{"prices and addresses as objects", `[{"title":"M","start_ts":1804064400,"endTime":"1804068000000","enrollment_fee":{"amount":"49.0","currency":"USD"},"url":{"public":"https://l.example/1","admin":"https://l.example/a"}}]`,
			[]string{"endTime=2027-03-03T10:00:00Z | enrollment_fee=49.0 USD | start_ts=2027-03-03T09:00:00Z | title=M | url=https://l.example/1"}},
		{"articles", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"A","content_text":"B"}]}`, []string{"description=B | id=1 | kind=outside | title=A"}},

		{"from and to a price", ld(`{"@type":"Event","name":"A","startDate":"2027-03-05","offers":{"@type":"AggregateOffer","lowPrice":"0.0","highPrice":"25.0"},"performer":"Organization"}`), []string{"date=2027-03-05 | title=A"}},
		{"tickets for classes of people", ld(`{"@type":"Event","name":"A","startDate":"2027-03-05","offers":[{"name":"NISO Member","price":"$165.00"},{"name":"Non-Member","price":"$205.00"}]}`), []string{"date=2027-03-05 | price_member=$165.00 | price_non_member=$205.00 | title=A"}},
		{"several beginnings", ld(`{"@type":"Event","name":"A","startDate":["2027-02-02T10:00","2027-02-09T10:00"],"endDate":["2027-02-02T12:00","2027-02-09T12:00"]}`),
			[]string{"date=2027-02-02T10:00 | end=2027-02-02T12:00 | title=A", "date=2027-02-09T10:00 | end=2027-02-09T12:00 | title=A"}},
		{"a course with a schedule", ld(`{"@type":"Course","name":"C","educationalLevel":"Advanced","hasCourseInstance":{"@type":"CourseInstance","courseSchedule":{"startDate":"2027-07-01","endDate":"2027-07-31"}}}`), []string{"date=2027-07-01 | end=2027-07-31 | kind=course | level=Advanced | title=C"}},
		{"a course with weekly meetings", ld(`{"@type":"Course","name":"C","hasCourseInstance":{"@type":"CourseInstance","courseSchedule":{"startDate":"2027-07-01","endDate":"2027-07-31","repeatFrequency":"P1W","byDay":"Monday"}}}`), []string{"date=2027-07-05 | kind=course | title=C", "date=2027-07-12 | kind=course | title=C", "date=2027-07-19 | kind=course | title=C", "date=2027-07-26 | kind=course | title=C"}},
		{"a city within another word", ld(`{"@type":"Event","name":"A","startDate":"2027-03-05","location":{"@type":"Place","name":"Lincoln Library, MEMORIAL Hall","address":{"streetAddress":"1 Elm St, Salem, ME 04001","addressLocality":"Lincoln","addressRegion":"ME"}}}`), []string{"date=2027-03-05 | format=in-person | kind=workshop | place=Lincoln Library, MEMORIAL Hall, 1 Elm St, Salem, ME 04001, Lincoln | title=A | zone=America/New_York"}},
		{"an address that repeats itself", ld(`{"@type":"Event","name":"A","startDate":"2027-03-05","location":{"@type":"Place","name":"Main","address":{"streetAddress":"1 Elm St, Omaha, NE","addressLocality":"Omaha","addressRegion":"NE"}}}`), []string{"date=2027-03-05 | format=in-person | kind=workshop | place=Main, 1 Elm St, Omaha, NE | title=A | zone=America/Chicago"}},
		{"JSON written by hand", "<script type=application/ld+json>\n{\"@type\":\"Event\",\"name\":\"Two\nlines, \\\"and\\\" more\",\"startDate\":\"2027-03-05\",}\n</script>", []string{"date=2027-03-05 | title=Two lines, \"and\" more"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := read(t, c.text); !slices.Equal(got, c.want) {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
	if _, err := Read([]byte(`<script type="application/ld+json">{"@type":"Event","name":</script>`), Options{}); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Error(err)
	}
}
