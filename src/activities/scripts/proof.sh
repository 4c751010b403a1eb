# What a container gets on a node, seen from inside: its locked-memory limit, its GPUs, its InfiniBand devices.
# Needs LIMITS (/proc/self/limits) and DEVICES (/dev). Changes nothing; the termination message has key=value lines.
# shellcheck shell=sh
set -eu

emit() {
  printf '%s=%s\n' "$1" "$2"
}

emit_memlock() {
  while read -r first second third soft hard _; do
    if [ "$first $second $third" = 'Max locked memory' ]; then
      emit memlockSoft "$soft"
      emit memlockHard "$hard"
    fi
  done <"$LIMITS"
}

# How many of these paths exist: a pattern that matches nothing comes as it is.
count() {
  found=0
  for path in "$@"; do
    if [ -e "$path" ]; then found=$((found + 1)); fi
  done
  printf '%s' "$found"
}

{
  emit_memlock
  emit gpus "$(count "$DEVICES"/nvidia[0-9]*)"
  emit uverbs "$(count "$DEVICES"/infiniband/uverbs[0-9]*)"
} >"$TERMINATION_LOG"
