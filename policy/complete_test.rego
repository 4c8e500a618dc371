package quell_test

import data.quell

test_unknown_verb_is_a_no_without_a_rule if {
	refused({"verb": "fly"}, [])
	refused({"verb": ""}, [])
	refused({"verb": null}, [])
}

test_nothing_is_a_no if {
	said := quell.answer with input as {}
	not said.allow
	said.rules == []
	asked := quell.demands with input as {}
	not asked.allow
	asked.stages == []
}

# Everything that a vote rests on, left out one by one, in each form that nothing can have.
parts := {
	"/verb", "/reads", "/surface", "/person", "/person/id", "/person/groups", "/person/roles", "/person/through",
	"/incident", "/incident/id", "/incident/mode", "/incident/commander", "/incident/suspects", "/incident/status",
	"/plan", "/plan/id", "/plan/digest", "/plan/kind", "/plan/mode", "/plan/requester", "/plan/early", "/plan/stages",
	"/plan/stages/0/id", "/plan/stages/0/clouds", "/plan/stages/0/actions", "/plan/stages/0/needs",
	"/plan/stages/0/needs/0/group", "/plan/stages/0/needs/0/count",
	"/plan/stages/0/needs/0/then/0/group", "/plan/stages/0/needs/0/then/0/afterSeconds",
}

test_a_missing_part_allows_nothing if {
	count(parts) == 30
	wrong := {part |
		some part in parts
		said := quell.answer with input as json.remove(question, [part])
		said.allow
	}
	wrong == set()
}

test_a_part_of_another_kind_allows_nothing if {
	wrong := {[part, value] |
		some part in parts
		some value in [null, 7, {"a": 1}, [[]]]
		said := quell.answer with input as json.patch(question, [{"op": "replace", "path": part, "value": value}])
		said.allow
	}
	wrong == {["/plan/stages/0/needs/0/count", 7], ["/plan/stages/0/needs/0/then/0/afterSeconds", 7]}
}

test_what_is_not_known_does_not_matter if {
	allowed({"weather": "rain", "person": {"shoe": 43}, "plan": {"colour": "red"}}, ["approve.member"])
}

test_half_a_plan_is_none if {
	refused({"verb": "declare", "plan": {"kind": "both"}}, ["question.incomplete"])
	refused({"verb": "declare", "incident": {"mode": "war"}}, ["question.incomplete"])
}

test_digest_is_whole if {
	refused({"plan": {"digest": "7f3a"}}, ["question.incomplete"])
}

test_a_verb_asks_for_what_it_is_about if {
	refused_without(["/incident"], "contain")
	refused_without(["/incident"], "show")
	refused_without(["/plan"], "narrow")
	refused_without(["/plan/digest"], "approve")
	bare := json.remove(with_parts({"verb": "declare"}), ["/incident", "/plan"])
	said := quell.answer with input as bare
	said.rules == ["run.responder"]
}

refused_without(gone, verb) if {
	said := quell.answer with input as json.remove(with_parts({"verb": verb}), gone)
	said.rules == ["question.incomplete"]
}

# Whoever asks, even about themselves, is somebody.
test_nobody_asks if {
	every part in ["id", "groups", "roles", "through"] {
		every value in [null, 7, "", {"a": "b"}, [[]], [7]] { nameless(part, value) }
	}
}

nameless(part, value) if {
	part == "through"
	value == {"a": "b"}
}

nameless(part, value) if {
	patch := {"op": "replace", "path": concat("/", ["/person", part]), "value": value}
	said := quell.answer with input as json.patch(with_parts({"verb": "whoami"}), [patch])
	said.rules == ["question.incomplete"]
}

test_empty_parts_of_a_plan_are_missing_ones if {
	every spoilt in [
		object.union(stage, {"clouds": []}),
		object.union(stage, {"actions": []}),
		object.union(stage, {"needs": {"a": stage.needs[0]}}),
		object.union(stage, {"needs": [{"group": "security-oncall", "count": 0}]}),
		object.union(stage, {"needs": [{"group": 7, "count": 1}, stage.needs[0]]}),
	] {
		refused(plans([spoilt]), ["question.incomplete"])
	}
	refused(plans([]), ["question.incomplete"])
	refused({"plan": {"digest": [i | some i in numbers.range(1, 64)]}}, ["question.incomplete"])
}
