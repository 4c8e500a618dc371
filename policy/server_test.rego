package server_test

import data.system.authz

asks(path) := {"method": "POST", "path": path}

answer := asks(["v1", "data", "quell", "answer"])

test_the_two_questions_and_health if {
	authz.allow with input as answer with opa.runtime as {"env": {}}
	authz.allow with input as asks(["v1", "data", "quell", "demands"]) with opa.runtime as {"env": {}}
	authz.allow with input as {"method": "GET", "path": ["health"]} with opa.runtime as {"env": {}}
}

test_nothing_else if {
	not authz.allow with input as {"method": "PUT", "path": ["v1", "policies", "quell"]} with opa.runtime as {"env": {}}
	not authz.allow with input as {"method": "PUT", "path": ["v1", "data", "quell", "answer"]} with opa.runtime as {"env": {}}
	not authz.allow with input as asks(["v1", "data"]) with opa.runtime as {"env": {}}
	not authz.allow with input as {"method": "GET", "path": ["v1", "data", "quell", "answer"]} with opa.runtime as {"env": {}}
	not authz.allow with input as {"method": "PUT", "path": ["health"]} with opa.runtime as {"env": {}}
	not authz.allow with input as {} with opa.runtime as {"env": {}}
}

test_the_token_where_there_is_one if {
	told := {"env": {"OPA_TOKEN": "a-token-that-is-fake"}}
	not authz.allow with input as answer with opa.runtime as told
	not authz.allow with input as object.union(answer, {"identity": "another"}) with opa.runtime as told
	authz.allow with input as object.union(answer, {"identity": "a-token-that-is-fake"}) with opa.runtime as told
	authz.allow with input as {"method": "GET", "path": ["health"]} with opa.runtime as told
}
