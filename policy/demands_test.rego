package quell_test

import data.quell

other := object.union(stage, {"id": "door", "needs": [{"group": "cloud-platform", "count": 2}]})

test_needs_are_what_was_asked_in_order if {
	demanded(plans([stage, other])) == {"allow": true, "rules": ["demands.asked"], "stages": [
		{"needs": stage.needs, "fresh": false},
		{"needs": other.needs, "fresh": false},
	]}
}

fresh(parts) := [stage.fresh | some stage in demanded(parts).stages]

both := object.union(stage, {"clouds": ["aws", "gcp"]})

twice := object.union(stage, {"clouds": ["aws", "aws"]})

test_more_than_one_cloud_is_sensitive if {
	fresh(plans([stage, both, twice])) == [false, true, false]
	demanded(plans([both])).rules == ["demands.asked", "fresh.cross-cloud"]
}

cutting(action) := object.union(stage, {"actions": ["aws.iam.revoke-role-sessions", action]})

test_cutting_federation_is_sensitive if {
	every action in quell.federation_cuts { fresh(plans([stage, cutting(action)])) == [false, true] }
	demanded(plans([cutting("aws.iam.disable-federated-role")])).rules == ["demands.asked", "fresh.federation"]
}

releasing := {"verb": "release", "plan": {"kind": "release"}}

test_putting_back_is_sensitive if {
	fresh(releasing) == [true]
	demanded(releasing).rules == ["demands.asked", "fresh.release"]
}

test_always_and_never if {
	fresh({"freshSignIn": "always"}) == [true]
	fresh(object.union(releasing, {"freshSignIn": "never"})) == [false]
	fresh(object.union(plans([both]), {"freshSignIn": "never"})) == [false]
	fresh(object.union(plans([both]), {"freshSignIn": "sensitive"})) == [true]
	not demanded({"freshSignIn": "sometimes"}).allow
}

early := object.union(releasing, {"plan": {"kind": "release", "early": true}})

test_early_release_is_never_one_person if {
	said := demanded(early)
	said.rules == ["demands.asked", "demands.early-release", "fresh.release"]
	[need.count | some need in said.stages[0].needs] == [2]
	said.stages[0].needs[0].then == stage.needs[0].then
	two := object.union(early, {"plan": {"kind": "release", "early": true, "stages": [stage, other]}})
	[need.count | some need in demanded(two).stages[_].needs] == [1, 2]
}

test_a_stage_that_names_nobody_is_not_planned if {
	said := demanded(plans([stage, object.union(stage, {"id": "free", "needs": []})]))
	said.allow == false
	said.rules == ["demands.nobody"]
	said.stages == []
	said.why == "Nobody is named who may approve free."
}

test_only_what_plans_is_asked if {
	not demanded({"verb": "show"}).allow
	not demanded({"verb": "fly"}).allow
	demanded({"verb": "again"}).allow
	demanded({"verb": "narrow"}).allow
}

test_an_incomplete_plan_is_not_planned if {
	said := quell.demands with input as json.remove(with_parts({"verb": "contain"}), ["/plan/stages/0/clouds"])
	said.allow == false
	said.rules == []
	count(said.why) > 10
}

# The requester of a drill is Quell itself, without a group or role.
test_the_asking_person_does_not_matter if {
	demanded({"person": {"id": "quell", "groups": [], "roles": []}}).allow
}

test_only_a_release_is_early if {
	demanded({"plan": {"early": true}}).rules == ["demands.asked"]
}

test_never_is_never_for_each if {
	cut := cutting("gcp.iam.disable-workload-identity-pool")
	fresh(object.union(plans([cut, both]), {"freshSignIn": "never"})) == [false, false]
	demanded(object.union(plans([cut, both]), {"freshSignIn": "always"})).rules == ["demands.asked", "fresh.always"]
}

test_the_table_of_cuts if {
	quell.federation_cuts == {
		"aws.iam.disable-federated-role",
		"azure.entra.remove-federated-credential",
		"gcp.iam.disable-workload-identity-pool",
	}
}
