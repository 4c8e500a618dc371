package quell_test

import data.quell

# Questions that the tests begin with; each test changes what it is about.

bo := {"id": "bo", "groups": ["security-oncall"], "roles": ["responder"], "through": {}}

incident := {
	"id": "INC-7",
	"mode": "live",
	"severity": 1,
	"commander": "ana",
	"suspects": ["mallory"],
	"status": "open",
}

stage := {
	"id": "stop",
	"clouds": ["aws"],
	"actions": ["aws.iam.revoke-role-sessions"],
	"needs": [{"group": "security-oncall", "count": 1, "then": [{"group": "managers", "afterSeconds": 300}]}],
}

plan := {
	"id": "6f1c",
	"digest": "7f3a91c27f3a91c27f3a91c27f3a91c27f3a91c27f3a91c27f3a91c27f3a91c2",
	"status": "pending",
	"kind": "contain",
	"mode": "live",
	"requester": "ana",
	"early": false,
	"askedSecondsAgo": 10,
	"stages": [stage],
}

question := {
	"verb": "approve",
	"reads": false,
	"person": bo,
	"surface": "slack",
	"incident": incident,
	"plan": plan,
}

# The question with some of its parts replaced, however deep.
with_parts(parts) := object.union(question, parts)

answered(parts) := said if {
	said := quell.answer with input as with_parts(parts)
}

demanded(parts) := said if {
	said := quell.demands with input as object.union(with_parts({"verb": "contain"}), parts)
}

plans(stages) := {"plan": {"stages": stages}}

of(roles) := {"person": {"roles": roles, "groups": ["nobody-asks"]}}

allowed(parts, rules) if {
	said := answered(parts)
	said.allow
	said.rules == rules
	not said.why
}

# A no says why, and what helps.
refused(parts, rules) if {
	said := answered(parts)
	not said.allow
	said.rules == rules
	count(said.why) > 10
	count(said.fix) > 10
}
