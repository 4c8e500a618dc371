# Who decides about a plan. Groups decide, as its needs name them; roles only keep the auditor out.
package quell

# Groups that a plan asks for, with those of tiers whose time has come.
wanted contains need.group if some need in input.plan.stages[_].needs

escalated contains tier.group if {
	some need in input.plan.stages[_].needs
	some tier in need.then
	is_number(input.plan.askedSecondsAgo)
	input.plan.askedSecondsAgo >= tier.afterSeconds
}

own contains group if {
	some group in input.person.groups
	not input.person.through[group]
}

# A lent right lapses where the lender could not vote either.
lent contains group if {
	some group, lender in input.person.through
	lender != input.person.id
	lender != input.plan.requester
	not lender in input.incident.suspects
}

member contains "member" if count(own & wanted) > 0

member contains "tier" if count((own | lent) & escalated) > 0

member contains "lent" if count(lent & wanted) > 0

# Somebody whose every role only watches.
watches if {
	count(input.person.roles) > 0
	every role in input.person.roles { role == "auditor" }
}

permit contains concat(".", ["approve", how]) if {
	complete
	right == "vote"
	some how in member
}

# Taking the own request back is open to whoever made it.
permit contains "approve.own-request" if {
	complete
	input.verb == "deny"
	input.plan.requester == input.person.id
}

# The record lets a person take back the own vote alone, and only before anything rests on it.
permit contains "approve.take-back" if {
	complete
	right == "take-back"
}

# Only the own groups can be lent, and nobody has less by lending: the record sees to both.
permit contains "approve.lender" if {
	complete
	right == "lend"
	count(own) > 0
}

permit contains "break-glass.member" if {
	complete
	right == "break-glass"
	input.plan.breakGlass in own
}

refuse["approve.requester"] := {
	"why": "You asked for this plan, so somebody else must approve it.",
	"fix": concat("", ["Members of ", groups, " can."]),
} if {
	complete
	input.verb == "approve"
	input.plan.requester == input.person.id
	not suspect
}

refuse["approve.outsider"] := {
	"why": concat("", ["Only members of ", groups, " decide about this plan."]),
	"fix": "Ask one of them; the plan’s card says who they are.",
} if {
	complete
	right == "vote"
	count(permit) == 0
	input.plan.requester != input.person.id
	not suspect
}

refuse[name] := {
	"why": "An auditor looks at decisions, and makes none.",
	"fix": "Ask a member of the groups that the plan names.",
} if {
	complete
	right in {"vote", "lend", "break-glass"}
	watches
	not suspect
	name := concat(".", [family, "auditor"])
}

refuse["approve.nothing-to-lend"] := {
	"why": "You are in no group of your own whose right you could lend.",
	"fix": "Ask whoever keeps `people` in quell.yaml.",
} if {
	complete
	right == "lend"
	count(own) == 0
}

refuse["break-glass.outsider"] := {
	"why": concat("", ["Only members of ", input.plan.breakGlass, " may break the glass."]),
	"fix": "Ask one of them, or wait for the approvers.",
} if {
	complete
	right == "break-glass"
	not input.plan.breakGlass in own
	not suspect
}

refuse["break-glass.closed"] := {
	"why": "Nobody may carry out this plan without its approvers.",
	"fix": "Ask them; `approvals.break_glass` in quell.yaml would name a group for plans to come.",
} if {
	complete
	right == "break-glass"
	not input.plan.breakGlass
	not suspect
}

groups := concat(" or ", sort(wanted | escalated))
