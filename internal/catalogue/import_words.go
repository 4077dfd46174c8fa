package catalogue

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"learningcommons.dev/commons/internal/people"
)

// meaning turns what other systems write for a value of ours into it. Keys are folded.
type meaning map[string]string

// meanings makes one of lists of words, by value.
func meanings(lists map[string]string) meaning {
	m := meaning{}
	for value, words := range lists {
		for w := range strings.SplitSeq(words, ", ") {
			m[people.Fold(w)] = value
		}
	}
	return m
}

// none is the value of words that say that there is nothing to say.
const none = "-"

var (
	levelWords = meanings(map[string]string{
		string(Foundational): "beginner, beginners, beginning, introductory, introduction, intro, basic, basics, novice, entry, entry level, fundamental, básico, principiante, inicial, débutant",
		string(Practitioner): "intermediate, intermedio, intermédiaire, medium",
		string(Expert):       "advanced, avanzado, avancé",
		none:                 "all, all levels, any, any level, mixed, todos los niveles, tous niveaux",
	})
	formatWords = meanings(map[string]string{
		string(Online):   "virtual, webinar, live online, online live, remote, web, e-learning, distance, zoom, en línea, virtuel, en ligne",
		string(InPerson): "inperson, onsite, on site, face to face, f2f, live in person, presencial, présentiel, en persona",
		string(Blended):  "hybrid, híbrido, hybride, mixed",
	})
	kindWords = meanings(map[string]string{
		string(Webinar):           "live webinar, free webinar, online webinar, webcast, web seminar, webinaire, seminario web",
		string(Course):            "online course, e-course, ecourse, elearning course, e-learning course, e-learning, elearning, self-paced course, class, online class, curso, cours",
		string(Workshop):          "taller, atelier, online workshop, virtual workshop",
		string(ConferenceSession): "session, program session, sesión, keynote, plenary, panel, breakout, breakout session, concurrent session, poster session, lightning talk",
		string(Recording):         "on demand, on-demand webinar, archived webinar, recorded webinar, webinar recording, archive, video",
		string(Publication):       "book, report, article, publicación",
		string(MOOC):              "massive open online course",
	})
	audienceWords = meanings(map[string]string{
		string(Everyone):     "all, anyone, any, general, all library staff, everybody, todos, tous",
		string(Academic):     "academic librarians, academic library staff, college and university libraries",
		string(Public):       "public librarians, public library staff",
		string(School):       "school librarians, school library staff",
		string(Special):      "special librarians",
		string(SupportStaff): "paraprofessionals, library assistants, library support staff",
		string(Librarians):   "librarian",
		string(Managers):     "manager, directors, administrators, supervisors, library directors, leaders",
		string(Trustees):     "trustee, board members, library trustees",
		string(Students):     "student, lis students, mlis students",
	})
	seatWords = meanings(map[string]string{none: "unlimited, no limit, none, n/a, na, open, ilimitado, illimité"})
	// cancelledWords are what a status says of a date that does not take place. Other statuses say nothing.
	cancelledWords = meanings(map[string]string{none: "cancelled, canceled, event cancelled, called off, cancelado, cancelada, annulé, annulée"})
	// postponedWords are what a status says of a date that does not take place when it was to, and of which the new time may not be known yet.
	postponedWords = meanings(map[string]string{none: "postponed, event postponed, rescheduled, event rescheduled, aplazado, aplazada, pospuesto, pospuesta, reporté, reportée"})
	freeWords      = meanings(map[string]string{none: "free, no charge, no cost, free of charge, complimentary, gratis, gratuito, gratuit, sin costo"})
	yesWords       = meanings(map[string]string{none: "yes, true, y, 1, x, sí, oui"})
	sumWords       = meanings(map[string]string{none: "total, totals, subtotal, grand total, sum"})
	// openPriceWords say that a price is not known yet.
	openPriceWords = meanings(map[string]string{none: "n/a, na, tbd, tba, to be announced, to be determined, varies, various, -, –, —, see website, por definir, à confirmer"})
	// languageNames are the languages by their names in English, Spanish, French and themselves.
	languageNames = namesOfLanguages("en", "es", "fr", "de", "it", "pt", "zh", "ja", "ko", "vi", "ar", "fa", "he", "ru", "uk", "pl", "hi", "tl", "ht", "sw", "nl", "sv", "cy")
)

func namesOfLanguages(tags ...string) meaning {
	m := meaning{}
	for _, t := range tags {
		tag := language.Make(t)
		for _, names := range []display.Namer{display.English.Languages(), display.Spanish.Languages(), display.French.Languages(), display.Self} {
			if name := people.Fold(names.Name(tag)); name != "" {
				m[name] = t
			}
		}
	}
	return m
}

// wordOr finds the value of a vocabulary that a cell means: by value, by label, or by what other systems call it.
func wordOr(terms []term, others meaning, cell string) (string, bool) {
	if value, ok := word(terms, cell); ok {
		return value, true
	}
	value, ok := others[people.Fold(cell)]
	if value == none {
		value = ""
	}
	return value, ok
}
