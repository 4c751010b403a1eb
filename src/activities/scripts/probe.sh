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

if config_is_file; then section config <"$CONTAINERD_CONFIG"; fi
containerd_dump | section dump
facts >"$TERMINATION_LOG"
