# What each stage of a plan needs, and which stages ask for a fresh sign-in. The answer is frozen into the plan, so the
# digest that people approve names it. It can ask for more than the playbook and quell.yaml do, never for less.
package quell

# METADATA
# entrypoint: true
demands := {
	"allow": true,
	"rules": sort((({"demands.asked"} | {rule | some pair in fresh; rule := pair[1]}) | raised)),
	"stages": [demand |
		some i, stage in input.plan.stages
		demand := {"needs": [more(need) | some need in stage.needs], "fresh": i in sensitive}
	],
} if {
	plannable
	count(unmeetable) == 0
} else := {"allow": false, "rules": ["demands.nobody"], "why": why, "fix": fix, "stages": []} if {
	plannable
	why := concat("", ["Nobody is named who may approve ", concat(" and ", sort(unmeetable)), "."])
	fix := "Name a group under `needs` of the stage, or under `approvals` in quell.yaml."
} else := {
	"allow": false,
	"rules": [],
	"why": "No rule of the policy says what this plan needs.",
	"fix": "This is an error in Quell; please report it. Nothing was changed.",
	"stages": [],
}

plannable if {
	complete
	plan_complete
	right in {"plan", "narrow", "release"}
	fresh_sign_in in {"sensitive", "always", "never"}
}

# Empty needs would be approved by omission.
unmeetable contains stage.id if {
	some stage in input.plan.stages
	count(stage.needs) == 0
}

# Tokens that may come back to life are never one person's decision.
raised contains "demands.early-release" if {
	input.plan.kind == "release"
	input.plan.early
	max([need.count | some need in input.plan.stages[_].needs]) < 2
}

more(need) := object.union(need, {"count": need.count + count(raised)})

# Sensitive unless quell.yaml says otherwise.
fresh_sign_in := object.get(input, "freshSignIn", "sensitive")

# Places in the list of stages, looked up once for each stage.
sensitive := {pair[0] | some pair in fresh}

fresh contains [i, "fresh.always"] if {
	fresh_sign_in == "always"
	some i, _ in input.plan.stages
}

# Putting back what was taken helps an attacker who is still there.
fresh contains [i, "fresh.release"] if {
	fresh_sign_in == "sensitive"
	input.plan.kind == "release"
	some i, _ in input.plan.stages
}

fresh contains [i, "fresh.cross-cloud"] if {
	fresh_sign_in == "sensitive"
	some i, stage in input.plan.stages
	count({cloud | some cloud in stage.clouds}) > 1
}

# A cut door locks out everybody who comes through it.
fresh contains [i, "fresh.federation"] if {
	fresh_sign_in == "sensitive"
	some i, stage in input.plan.stages
	some action in stage.actions
	action in federation_cuts
}

federation_cuts := {
	"aws.iam.disable-federated-role",
	"azure.entra.remove-federated-credential",
	"gcp.iam.disable-workload-identity-pool",
}
