#!/bin/sh
# Makes the passwords that compose.yaml mounts, each as a file in secrets/. Those that are there already stay as they are.
set -eu
cd "$(dirname "$0")"
# The containers read the files as users of their own, so the files are open and the directory is not.
mkdir -p secrets
chmod 700 secrets
umask 022

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
write() { [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"; }

if [ ! -e secrets/postgres-password ]; then
  password=$(random)
  write postgres-password "$password"
  write database-url "postgresql://quell:$password@postgres:5432/quell"
fi
if [ ! -e secrets/valkey-conf ]; then
  password=$(random)
  write valkey-conf "requirepass $password"
  write redis-url "redis://:$password@valkey:6379"
fi

# Compose mounts it, and nobody reads it without TEAMS=yes.
[ -e secrets/teams-app-password ] || : >secrets/teams-app-password

todo() { [ -s "secrets/$1" ] || echo "Still to do: write $2 into $(pwd)/secrets/$1" >&2; }
todo slack-bot-token "the Slack app's bot token"
todo slack-app-token "the Slack app's app-level token"
todo sign-in-client-secret "the client secret of your identity provider"
