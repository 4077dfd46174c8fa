// Package registration owns the way from "I want to come" to "I have completed
// it": seats, waiting lists, attendance, completion, and the questions asked
// afterwards.
//
// # Words
//
// A registration is one person's place in an occurrence or in a self-paced
// offer. A seat is held for somebody from the waiting list until it is confirmed
// or the promise expires. A fact of attendance is what somebody saw, a file says
// or a code word proves; what the facts of one registration come to is its
// presence. A file that was set aside stays and counts no more. Sources are kept side by side; where they conflict, somebody of the unit settles it, which is
// a further fact, and closing leaves the person out until then. Closing an occurrence applies the offer's written rule to everybody.
//
// # The state machine
//
// What is not in this table cannot happen. It stands in state.go; a test compares.
//
//	from          to            reason                who
//	(new)         registered    seat-free             learner, staff
//	(new)         registered    begun                 learner, staff
//	(new)         waitlisted    full                  learner, staff
//	(new)         waitlisted    others-wait           learner, staff
//	waitlisted    held          promoted              program
//	waitlisted    registered    given                 staff
//	held          registered    confirmed             learner, staff
//	held          cancelled     promise-expired       program
//	waitlisted    cancelled     by-learner            learner
//	held          cancelled     by-learner            learner
//	registered    cancelled     by-learner            learner
//	waitlisted    cancelled     by-staff              staff
//	held          cancelled     by-staff              staff
//	registered    cancelled     by-staff              staff
//	waitlisted    cancelled     occurrence-cancelled  program
//	held          cancelled     occurrence-cancelled  program
//	registered    cancelled     occurrence-cancelled  program
//	waitlisted    cancelled     never-promoted        staff
//	registered    attended      by-hand               staff
//	no-show       attended      by-hand               staff
//	registered    attended      file                  staff
//	no-show       attended      file                  staff
//	registered    attended      code-word             learner
//	registered    attended      presenter             staff
//	no-show       attended      presenter             staff
//	registered    attended      door                  staff
//	no-show       attended      door                  staff
//	registered    attended      choice                staff
//	no-show       attended      choice                staff
//	registered    attended      set-aside             staff
//	no-show       attended      set-aside             staff
//	not-completed attended      set-aside             staff
//	attended      registered    set-aside             staff
//	no-show       registered    set-aside             staff
//	not-completed registered    set-aside             staff
//	attended      no-show       set-aside             staff
//	not-completed no-show       set-aside             staff
//	registered    no-show       by-hand               staff
//	attended      no-show       by-hand               staff
//	registered    no-show       choice                staff
//	attended      no-show       choice                staff
//	registered    no-show       closed                staff
//	attended      completed     rule-met              staff
//	not-completed completed     rule-met              staff
//	registered    completed     by-hand               staff
//	attended      completed     by-hand               staff
//	no-show       completed     by-hand               staff
//	not-completed completed     by-hand               staff
//	registered    completed     self-declared         learner
//	attended      completed     self-declared         learner
//	registered    completed     parts-completed       program
//	attended      completed     parts-completed       program
//	not-completed completed     parts-completed       program
//	attended      not-completed rule-not-met          staff
//	registered    not-completed by-hand               staff
//	attended      not-completed by-hand               staff
//
// # Invariants
//
//   - The seats taken of an occurrence are the registrations in a state that holds one,
//     and never more than its capacity. The cap is in the WHERE of the catalogue's
//     one conditional UPDATE, and a CHECK of the table stands behind it.
//   - While somebody waits and registration is open, no seat is free: whoever frees
//     one promises it to the lowest number in the same transaction. Once registration
//     has closed, or at the door, those who manage the roster give it, to the lowest number too. A
//     newcomer never takes a seat while others wait.
//   - Every change of state is a line of the log with a number drawn under the
//     occurrence's row lock. The waiting list can be recomputed from the log alone,
//     which the database itself keeps from being changed.
//   - Nobody waits beyond the end: the sweep ends the queues of what is over.
//   - A completion and its entry in the record are one transaction. Nobody decides
//     on their own completion or records their own attendance by hand.
//   - Answers to evaluations hold no name, no registration, no occurrence and no time but the
//     month, and are shown by whole months, five together at least; the order of their rows and the transaction that wrote them lead nowhere either.
//     Answers to an offer's own questions name the occurrence from the sixth person on who answers about it; every sum that is shown is made
//     of cells of five or more that never change (survey_results.go), so that no difference of two sums says what fewer said.
//
// # Tables
//
// registrations, registration_log, attendance_files, attendance_files_aside, attendance,
// attendance_unmatched, attendance_names, occurrence_closings, evaluation_requests,
// evaluation_answers, surveys, survey_answers.
//
// # Events
//
// Registered, Waitlisted, Promoted, Cancelled, Completed, NotCompleted.
//
// # Things to remember
//
//   - A turn (turn.go) locks the occurrence first and everything is decided inside
//     it. What needs another connection, such as the facts about a person, is read
//     before: inside InTx only the transaction may be asked.
//   - The facts of a registration are those of the day and never follow later changes.
//   - Facts of attendance are only added. Minutes on the registration are their sum, brought up to date whenever
//     facts are added, until it is completed: what comes in after that stands beside it, and contradictions are listed.
//   - Each file keeps all that it says. What counts of it is worked out when facts are read (attendance_counting.go): nothing of a file
//     that was set aside, what a source says again once, and no choice whose ground is gone.
//   - Whoever was there is asked the questions from the end of the date on, whether it is closed or not.
//   - Letters are written by jobs that read the state again: what is no longer true
//     is not sent. A sitting that is taken away needs a cancellation of its own, because
//     a request only adds to a calendar.
//   - attendance_names keeps names and addresses as other programs wrote them, under the id that was
//     confirmed. Merges are followed when it is read, so undoing one is too. Whoever erases a person deletes their rows here.
//   - An offer's own questions take the place of the three at completion. A published form is never changed; the next one is another row.
//   - Closing makes nobody a no-show under a rule that asks for no attendance.
package registration
