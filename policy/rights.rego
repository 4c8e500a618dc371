package quell

# What each role may do. Approving hangs on groups and not on roles, so it is in approve.rego.
#
# look     incidents, plans, playbooks and what they do
# record   who did what: the timeline, the audit log, lent rights and open reviews
# report   open an incident, and write into its timeline
# plan     ask for a containment; changes nothing before others have approved it
# narrow   leave steps out of what somebody else asked for, which voids votes
# operate  carry an incident: its commander, severity and end, a failed step, a drill
# release  ask to put back what was taken
# review   look at what somebody did alone
rights := {
	"responder": {"look", "record", "report", "plan", "narrow", "operate", "release", "review"},
	"ml-ops": {"look", "record", "report", "plan", "narrow", "operate", "release"},
	"ml-engineer": {"look", "report", "plan"},
	"data-scientist": {"look"},
	"approver": {"look", "record", "report", "plan", "review"},
	"auditor": {"look", "record", "review"},
}

titles := {
	"responder": "Responder",
	"ml-ops": "ML Ops",
	"ml-engineer": "ML Engineer",
	"data-scientist": "Data Scientist",
	"approver": "Approver",
	"auditor": "Auditor",
}

# The first word of the names of the rules that decide about a right.
families := {
	"self": "see",
	"look": "see",
	"record": "see",
	"report": "run",
	"plan": "run",
	"narrow": "run",
	"operate": "run",
	"withdraw": "run",
	"release": "release",
	"vote": "approve",
	"take-back": "approve",
	"lend": "approve",
	"break-glass": "break-glass",
	"review": "review",
}

# Each verb: the right that it needs, and what the question must name. A verb that is not here is refused.
verbs := {
	"whoami": {"right": "self", "needs": set()},
	"help": {"right": "self", "needs": set()},
	"link": {"right": "self", "needs": set()},
	"unlink": {"right": "self", "needs": set()},
	"incidents": {"right": "look", "needs": set()},
	"show": {"right": "look", "needs": {"incident"}},
	"plan": {"right": "look", "needs": {"incident", "plan"}},
	"approvals": {"right": "look", "needs": set()},
	"playbooks": {"right": "look", "needs": set()},
	"action": {"right": "look", "needs": set()},
	"timeline": {"right": "record", "needs": {"incident"}},
	"audit": {"right": "record", "needs": set()},
	"delegations": {"right": "record", "needs": set()},
	"reviews": {"right": "record", "needs": set()},
	"declare": {"right": "report", "needs": set()},
	"note": {"right": "report", "needs": {"incident"}},
	"contain": {"right": "plan", "needs": {"incident"}},
	"narrow": {"right": "narrow", "needs": {"incident", "plan"}},
	"again": {"right": "plan", "needs": {"incident", "plan"}},
	"retry": {"right": "operate", "needs": {"incident", "plan"}},
	"settle": {"right": "operate", "needs": {"incident", "plan"}},
	"assign": {"right": "operate", "needs": {"incident"}},
	"suspect": {"right": "operate", "needs": {"incident"}},
	"severity": {"right": "operate", "needs": {"incident"}},
	"close": {"right": "operate", "needs": {"incident"}},
	"drill": {"right": "operate", "needs": set()},
	"release": {"right": "release", "needs": {"incident"}},
	"withdraw": {"right": "withdraw", "needs": {"incident", "plan"}},
	"approve": {"right": "vote", "needs": {"incident", "plan", "digest"}},
	"deny": {"right": "vote", "needs": {"incident", "plan", "digest"}},
	"take-back": {"right": "take-back", "needs": {"incident", "plan", "digest"}},
	"break-glass": {"right": "break-glass", "needs": {"incident", "plan", "digest"}},
	"delegate": {"right": "lend", "needs": set()},
	"undelegate": {"right": "lend", "needs": set()},
	"review": {"right": "review", "needs": {"incident", "plan"}},
}
