package quell_test

import data.quell

# Every role and every verb that hangs on a role, cell by cell: r responder, o ML Ops, e ML Engineer, s Data Scientist,
# p Approver, a Auditor. Written by hand and not out of rights.rego.
expected := {
	"incidents": "roespa",
	"show": "roespa",
	"plan": "roespa",
	"approvals": "roespa",
	"playbooks": "roespa",
	"action": "roespa",
	"timeline": "ropa",
	"audit": "ropa",
	"delegations": "ropa",
	"reviews": "ropa",
	"declare": "roep",
	"note": "roep",
	"contain": "roep",
	"narrow": "ro",
	"again": "roep",
	"retry": "ro",
	"settle": "ro",
	"assign": "ro",
	"severity": "ro",
	"suspect": "ro",
	"close": "ro",
	"drill": "ro",
	"release": "ro",
	"review": "rpa",
	"whoami": "roespa",
	"help": "roespa",
	"link": "roespa",
	"unlink": "roespa",
}

letters := {
	"responder": "r",
	"ml-ops": "o",
	"ml-engineer": "e",
	"data-scientist": "s",
	"approver": "p",
	"auditor": "a",
}

# Verbs that hang on groups, or on who asked and who commands.
others := {"approve", "deny", "take-back", "break-glass", "delegate", "undelegate", "withdraw"}

cells[concat(" ", [role, verb])] := answered(object.union(of([role]), {"verb": verb})) if {
	some verb, _ in expected
	some role, _ in letters
}

test_every_cell if {
	wrong := {cell |
		some verb, who in expected
		some role, letter in letters
		cell := concat(" ", [role, verb])
		cells[cell].allow != contains(who, letter)
	}
	wrong == set()
	count(cells) == 168
}

test_each_refusal_has_a_rule_and_words if {
	every _, said in cells { said_well(said) }
}

said_well(said) if said.allow

said_well(said) if {
	not said.allow
	count(said.rules) == 1
	endswith(said.rules[0], ".role")
	contains(said.why, "` is not for ")
	contains(said.fix, "policy/roles.yaml")
}

test_table_has_every_verb if object.keys(expected) | others == object.keys(quell.verbs)

test_table_has_every_role if {
	object.keys(letters) == object.keys(quell.rights)
	object.keys(letters) == object.keys(quell.titles)
}

test_every_right_has_a_family if {
	every _, verb in quell.verbs { quell.families[verb.right] }
}

test_rules_are_named_by_role if {
	allowed(object.union(of(["responder"]), {"verb": "contain"}), ["run.responder"])
	allowed(object.union(of(["ml-ops"]), {"verb": "release"}), ["release.ml-ops"])
	allowed(object.union(of(["auditor"]), {"verb": "audit"}), ["see.auditor"])
	allowed(object.union(of(["auditor"]), {"verb": "review"}), ["review.auditor"])
	allowed(object.union(of(["approver", "responder"]), {"verb": "declare"}), ["run.approver", "run.responder"])
}

test_without_a_role_nobody_but_oneself if {
	allowed(object.union(of([]), {"verb": "whoami"}), ["see.self"])
	refused(object.union(of([]), {"verb": "show"}), ["see.role"])
	answered(object.union(of([]), {"verb": "contain"})).why == "`contain` is not for people without a role."
	answered(object.union(of(["emperor"]), {"verb": "contain"})).why == "`contain` is not for people without a role."
	answered(object.union(of(["data-scientist"]), {"verb": "close"})) == {
		"allow": false,
		"rules": ["run.role"],
		"why": "`close` is not for Data Scientist.",
		"fix": "Ask somebody who is ML Ops or Responder; policy/roles.yaml says who is.",
	}
}

test_commander_carries_the_incident if {
	commands := {"person": {"id": "ana", "roles": ["ml-engineer"]}}
	allowed(object.union(commands, {"verb": "close"}), ["run.commander"])
	allowed(object.union(commands, {"verb": "assign"}), ["run.commander"])
	allowed(object.union(commands, {"verb": "timeline"}), ["see.commander"])
	refused(object.union(commands, {"verb": "release"}), ["release.role"])
	refused(object.union(commands, {"verb": "audit", "incident": {"commander": "bo"}}), ["see.role"])
}

test_withdrawing_is_for_who_asked_and_who_commands if {
	allowed({"verb": "withdraw", "person": {"id": "ana"}, "incident": {"commander": "cy"}}, ["run.requester"])
	allowed({"verb": "withdraw", "person": {"id": "cy"}, "incident": {"commander": "cy"}}, ["run.commander"])
	allowed({"verb": "withdraw", "person": {"id": "ana"}}, ["run.commander", "run.requester"])
	refused({"verb": "withdraw"}, ["run.withdraw"])
}

test_narrowing_is_also_for_who_may_approve if {
	allowed({"verb": "narrow", "person": {"roles": ["data-scientist"]}}, ["run.member"])
	refused({"verb": "narrow", "person": {"roles": ["data-scientist"], "groups": ["nobody-asks"]}}, ["run.role"])
	refused({"verb": "narrow", "person": {"roles": ["auditor"]}}, ["run.role"])
}

# It voids votes: who may ask for plans and approves none narrows none of others.
test_narrowing_is_not_for_who_may_merely_ask if {
	refused({"verb": "narrow", "person": {"roles": ["ml-engineer"], "groups": ["nobody-asks"]}}, ["run.role"])
	allowed({"verb": "narrow", "person": {"id": "ana", "roles": ["ml-engineer"], "groups": ["nobody-asks"]}}, ["run.commander", "run.requester"])
}

test_asking_again_for_a_release_is_a_release if {
	allowed({"verb": "again", "plan": {"kind": "release"}}, ["release.responder"])
	refused({"verb": "again", "person": {"roles": ["ml-engineer"]}, "plan": {"kind": "release"}}, ["release.role"])
}

test_nobody_reviews_what_was_done_for_them if {
	refused({"verb": "review", "person": {"id": "ana"}}, ["review.requester"])
	allowed({"verb": "review"}, ["review.responder"])
}
