// Package webhooks tells other programs what has happened. An administrator names an address, the events that it
// wants to hear of and, when it is not all of them, a unit; from then on each such event is sent there.
//
// It owns the tables webhooks and webhook_deliveries. Its words: a webhook is the standing order of one address; a
// delivery is one event on its way to one webhook; an answer is what the address said to it.
//
// What holds:
//   - A delivery is written in the transaction that takes its event out of the outbox, so none is lost and none is
//     made twice. Its id is its webhook-id, the same at each attempt: receivers recognise repetitions by it.
//   - At least once, in the order of the events for each object (an offer, an occurrence, a registration, a person's
//     record): a later delivery waits until the earlier one has arrived or is dead. Between objects there is no order.
//   - Signed as Standard Webhooks 1.0.0 say, with the secret before as well for a day after it was changed.
//   - Tried again for three days; what could not even be tried, because the webhook was paused or an earlier one was
//     in the way, waits for up to a week. An address that does not answer rests: one delivery at a time finds out whether it
//     is back, a tenth of the outage after the last, at least every hour. Then everything that waited goes out.
//   - What is sent holds ids and facts, no names or addresses. Whether the webhook's owner may still know is asked
//     at each attempt; what they may not is withheld.
//   - No address holds others up: a run sends to one webhook, a few at once, and ends after half a minute.
package webhooks
