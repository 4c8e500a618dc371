# May this person do this? `answer` is what Quell asks for each command, button and page. Nothing is allowed that no rule
# permits, and one refusal outweighs every permission.
package quell

# METADATA
# entrypoint: true
answer := {"allow": true, "rules": sort(permit)} if {
	count(permit) > 0
	count(refuse) == 0
} else := {"allow": false, "rules": names, "why": refuse[names[0]].why, "fix": refuse[names[0]].fix} if {
	names := sort(object.keys(refuse))
	count(names) > 0
} else := {
	"allow": false,
	"rules": [],
	"why": "No rule of the policy allows this.",
	"fix": "Whoever keeps policy/ can add one; `help` lists what there is.",
}

# What this verb is, out of the table of verbs; undefined for one that is not there.
asked := verbs[input.verb]

# `run`, `see`, `release`, `approve`: the first word of the names of its rules.
family := families[right]

# What a role needs for it. Asking again for what puts back, is asking to put back.
right := "release" if {
	input.verb == "again"
	input.plan.kind == "release"
} else := asked.right

refuse["question.incomplete"] := {
	"why": "The question to the policy is not complete.",
	"fix": "This is an error in Quell; please report it. Nothing was changed.",
} if {
	asked
	not complete
}

# Whoever may be the attacker learns nothing here, and stops nothing.
refuse[name] := {
	"why": "You are under suspicion in this incident, so you can’t decide or look here.",
	"fix": "Speak to the incident’s commander.",
} if {
	complete
	suspect
	name := concat(".", [family, "suspect"])
}

suspect if input.person.id in input.incident.suspects
