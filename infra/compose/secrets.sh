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

for token in slack-bot-token slack-app-token; do
  [ -s "secrets/$token" ] || echo "Still to do: write the Slack app's token into $(pwd)/secrets/$token" >&2
done
