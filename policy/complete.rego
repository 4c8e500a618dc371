# A question that lacks something is answered with no, whatever the rules would make of the rest.
package quell

default complete := false

complete if {
	is_string(input.verb)
	is_boolean(input.reads)
	input.surface in {"slack", "teams", "console", "cli"}
	somebody
	count(asked.needs - named) == 0
	not broken
}

somebody if {
	input.person.id != ""
	is_string(input.person.id)
	texts(input.person.groups)
	texts(input.person.roles)
	is_object(input.person.through)
	texts([lender | some lender in input.person.through])
}

named contains "incident" if incident_complete

named contains "plan" if plan_complete

named contains "digest" if {
	plan_complete
	is_digest(input.plan.digest)
	is_string(input.plan.id)
}

# Something is there, and only half of it.
broken if {
	input.incident
	not incident_complete
}

broken if {
	input.plan
	not plan_complete
}

incident_complete if {
	is_string(input.incident.id)
	input.incident.mode in {"live", "drill"}
	is_string(input.incident.commander)
	texts(input.incident.suspects)
	input.incident.status in {"open", "closed"}
}

plan_complete if {
	input.plan.kind in {"contain", "release"}
	input.plan.mode in {"live", "drill"}
	is_string(input.plan.requester)
	is_boolean(input.plan.early)
	count(input.plan.stages) > 0
	every stage in input.plan.stages { stage_complete(stage) }
}

stage_complete(stage) if {
	is_string(stage.id)
	texts(stage.clouds)
	count(stage.clouds) > 0
	texts(stage.actions)
	count(stage.actions) > 0
	is_array(stage.needs)
	every need in stage.needs { need_complete(need) }
}

need_complete(need) if {
	is_string(need.group)
	is_number(need.count)
	need.count >= 1
	every tier in object.get(need, "then", []) {
		is_string(tier.group)
		is_number(tier.afterSeconds)
	}
}

is_digest(digest) if {
	is_string(digest)
	count(digest) == 64
}

texts(list) if {
	is_array(list)
	every text in list { is_string(text) }
}
