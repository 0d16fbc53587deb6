// Package judge says whether a simulation went as it must: it compares what really happened (the journal), what is stored (read
// from the tables themselves, past package store), what people were told (the receivers), and what is true (the cluster).
//
// The invariants, by the names that findings carry:
//
//	fact lost         what was acknowledged is stored, and what is stored was recorded
//	fact twice        a fact is applied once
//	state             what is stored is what the pure functions make of the facts, in the order of commits
//	verdict twice     a slot's verdicts form a chain: each names the one that it revises, and none repeats it
//	verdict lost      the newest of them is what is stored
//	incident          opened first, then repeats, at the end one recovery; one open at a time; no bad verdict without
//	recovery          nobody is told that an incident is over who was not told of it before
//	outbox            what was decided is queued, and nothing else; it ends sent, superseded or visibly dead
//	told unstored     nobody is told what is not stored
//	told twice        a message arrives once, except where its sender could not know, and looked
//	told late         the messages of an incident arrive in their order at each destination
//	root              an incident has one message of its own at a destination, and the others are beneath it
//	lease             who sends a message holds its lease, and it is not concluded yet
//	rounds            nobody works without anything to do, and no deadline is left behind
//	false alarm       no absence is told where a run was to be seen
//	late              what is due is judged, and what is queued is told, at once, whatever went wrong before
//	truth             every slot has the verdict that it deserves
package judge
