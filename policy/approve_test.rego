package quell_test

import data.quell

test_member_decides if {
	allowed({}, ["approve.member"])
	allowed({"verb": "deny"}, ["approve.member"])
	allowed({"person": {"roles": []}}, ["approve.member"])
	allowed({"person": {"roles": ["data-scientist"]}}, ["approve.member"])
}

test_outsider_does_not if {
	refused({"person": {"groups": ["cloud-platform"]}}, ["approve.outsider"])
	answered({"person": {"groups": []}}).why == "Only members of security-oncall decide about this plan."
	refused({"verb": "deny", "person": {"groups": []}}, ["approve.outsider"])
}

test_requester_does_not_approve if {
	refused({"person": {"id": "ana"}}, ["approve.requester"])
	refused({"person": {"id": "ana", "groups": []}}, ["approve.requester"])
	answered({"person": {"id": "ana"}}).fix == "Members of security-oncall can."
}

test_requester_takes_the_own_request_back if {
	allowed({"verb": "deny", "person": {"id": "ana", "groups": []}}, ["approve.own-request"])
}

# Whatever names the incident: a suspect gets the same answer to everything.
test_suspect_is_refused_everything if {
	wrong := {verb |
		some verb, _ in quell.verbs
		said := answered({"verb": verb, "person": {"id": "mallory"}})
		not suspicious(said)
	}
	wrong == set()
}

suspicious(said) if {
	not said.allow
	count(said.rules) == 1
	endswith(said.rules[0], ".suspect")
}

test_suspect_stays_one_in_every_place if {
	refused({"person": {"id": "ana"}, "incident": {"suspects": ["ana"]}}, ["approve.suspect"])
	refused({"verb": "close", "person": {"id": "ana"}, "incident": {"suspects": ["ana"]}}, ["run.suspect"])
	refused({"verb": "break-glass", "person": {"id": "mallory"}, "plan": {"breakGlass": "security-oncall"}}, ["break-glass.suspect"])
	refused({"verb": "review", "person": {"id": "ana"}, "incident": {"suspects": ["ana"]}}, ["review.requester", "review.suspect"])
}

test_auditor_decides_nothing if {
	refused({"person": {"roles": ["auditor"]}}, ["approve.auditor"])
	refused({"verb": "deny", "person": {"roles": ["auditor"]}}, ["approve.auditor"])
	refused({"verb": "delegate", "person": {"roles": ["auditor"]}}, ["approve.auditor"])
	refused({"verb": "break-glass", "person": {"roles": ["auditor"]}, "plan": {"breakGlass": "security-oncall"}}, ["break-glass.auditor"])
	allowed({"person": {"roles": ["auditor", "responder"]}}, ["approve.member"])
}

manager := {"person": {"groups": ["managers"]}}

test_tier_opens_with_time if {
	refused(manager, ["approve.outsider"])
	refused(object.union(manager, {"plan": {"askedSecondsAgo": 299}}), ["approve.outsider"])
	allowed(object.union(manager, {"plan": {"askedSecondsAgo": 300}}), ["approve.tier"])
	allowed({"plan": {"askedSecondsAgo": 300}}, ["approve.member"])
	answered({"person": {"groups": []}, "plan": {"askedSecondsAgo": 300}}).why == "Only members of managers or security-oncall decide about this plan."
}

test_tier_is_closed_when_nobody_says_how_late_it_is if {
	timeless := object.union(question, {"person": object.union(bo, {"groups": ["managers"]})})
	said := quell.answer with input as json.remove(timeless, ["/plan/askedSecondsAgo"])
	said.rules == ["approve.outsider"]
	refused(object.union(manager, {"plan": {"askedSecondsAgo": "300"}}), ["approve.outsider"])
}

lent(lender) := {"person": {"groups": [], "through": {"security-oncall": lender}}}

test_lent_right_counts if {
	allowed(lent("cy"), ["approve.lent"])
	allowed({"person": {"through": {"security-oncall": "cy"}}}, ["approve.lent"])
	allowed({"person": {"groups": [], "through": {"managers": "cy"}}, "plan": {"askedSecondsAgo": 300}}, ["approve.tier"])
}

test_lent_right_lapses_with_the_lender if {
	refused(lent("ana"), ["approve.outsider"])
	refused(lent("mallory"), ["approve.outsider"])
	refused(lent("bo"), ["approve.outsider"])
}

test_own_right_beside_a_lent_one if {
	allowed({"person": {"through": {"managers": "ana"}}}, ["approve.member"])
}

test_lending if {
	allowed({"verb": "delegate"}, ["approve.lender"])
	allowed({"verb": "undelegate", "person": {"roles": ["data-scientist"]}}, ["approve.lender"])
	refused(object.union(lent("cy"), {"verb": "delegate"}), ["approve.nothing-to-lend"])
}

test_taking_back_is_left_to_the_record if {
	allowed({"verb": "take-back", "person": {"groups": []}}, ["approve.take-back"])
}

glass := {"verb": "break-glass", "plan": {"breakGlass": "security-oncall"}}

test_break_glass_by_the_named_group_alone if {
	allowed(glass, ["break-glass.member"])
	allowed(object.union(glass, {"person": {"id": "ana"}}), ["break-glass.member"])
	refused(object.union(glass, {"person": {"groups": ["managers"]}}), ["break-glass.outsider"])
	refused(object.union(glass, lent("cy")), ["break-glass.outsider"])
	refused({"verb": "break-glass"}, ["break-glass.closed"])
}

test_a_release_is_voted_on_like_any_plan if {
	allowed({"plan": {"kind": "release"}}, ["approve.member"])
	allowed({"verb": "narrow", "person": {"roles": ["approver"]}, "plan": {"kind": "release"}}, ["run.member"])
}

# A group that may break the glass may do nothing else by that, and nobody else may do less.
test_break_glass_is_about_nothing_else if {
	broken := {"person": {"roles": ["data-scientist"], "groups": ["directors"]}, "plan": {"breakGlass": "directors"}}
	refused(object.union(broken, {"verb": "contain"}), ["run.role"])
	refused(broken, ["approve.outsider"])
	allowed({"plan": {"breakGlass": "directors"}}, ["approve.member"])
}

test_a_suspect_hears_of_no_other_reason if {
	stranger := {"person": {"id": "mallory", "groups": ["choir"], "roles": ["auditor"]}}
	every verb, rule in {
		"approve": "approve.suspect",
		"deny": "approve.suspect",
		"delegate": "approve.suspect",
		"break-glass": "break-glass.suspect",
		"withdraw": "run.suspect",
		"close": "run.suspect",
		"release": "release.suspect",
	} {
		refused(object.union(stranger, {"verb": verb, "plan": {"breakGlass": "directors"}}), [rule])
	}
	asked := {"person": {"id": "mallory"}, "plan": {"requester": "mallory"}}
	refused(asked, ["approve.suspect"])
}
