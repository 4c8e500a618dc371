# What hangs on a role: to look, to run, to put back, to review. And what the commander of an incident may.
package quell

# `run.responder`, `see.auditor`, `release.ml-ops`.
permit contains concat(".", [family, role]) if {
	complete
	some role in input.person.roles
	right in rights[role]
}

permit contains "see.self" if {
	complete
	right == "self"
}

# Whoever commands an incident carries it, whatever the role.
permit contains concat(".", [family, "commander"]) if {
	complete
	right in {"operate", "record", "withdraw", "narrow"}
	input.incident.commander == input.person.id
}

permit contains "run.requester" if {
	complete
	right == "withdraw"
	input.plan.requester == input.person.id
}

# Narrowing voids votes, so who may merely ask for plans narrows none but their own.
permit contains "run.requester" if {
	complete
	input.verb == "narrow"
	input.plan.requester == input.person.id
}

# Narrowing takes steps away: whoever may approve the whole may ask for less.
permit contains "run.member" if {
	complete
	input.verb == "narrow"
	not watches
	count(member) > 0
}

# Nobody looks after what was done alone for the own request.
refuse["review.requester"] := {
	"why": "You asked for this plan, so somebody else must review it.",
	"fix": "Ask another Responder, an Approver or an Auditor.",
} if {
	complete
	right == "review"
	input.plan.requester == input.person.id
}

refuse["run.withdraw"] := {
	"why": "Only who asked for a plan, or commands its incident, withdraws it.",
	"fix": "If you may approve it, deny it instead.",
} if {
	complete
	right == "withdraw"
	count(permit) == 0
	not suspect
}

# No role of this person is enough: said with the roles that are.
refuse[name] := {
	"why": concat("", ["`", input.verb, "` is not for ", mine, "."]),
	"fix": concat("", ["Ask somebody who is ", enough, "; policy/roles.yaml says who is."]),
} if {
	complete
	right in {"look", "record", "report", "plan", "narrow", "operate", "release", "review"}
	count(permit) == 0
	not suspect
	enough := concat(" or ", sort([titles[role] | some role, held in rights; right in held]))
	name := concat(".", [family, "role"])
}

# This person's roles in words.
mine := concat(" and ", sort([title | some role in input.person.roles; title := titles[role]])) if {
	some role in input.person.roles
	titles[role]
} else := "people without a role"
