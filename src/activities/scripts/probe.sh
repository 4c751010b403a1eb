# Looks at one node and changes nothing: facts to the termination message, long texts to the log.
# shellcheck shell=sh
set -eu

# shellcheck source=src/activities/scripts/facts.sh
. "$SCRIPTS/facts.sh"

section() {
  printf -- '-----BEGIN %s-----\n' "$1"
  cat
  printf -- '\n-----END %s-----\n' "$1"
}

[ -r "$CONTAINERD_CONFIG" ] && section config <"$CONTAINERD_CONFIG"
containerd_dump | section dump
facts >"$TERMINATION_LOG"
