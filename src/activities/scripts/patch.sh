# Enables NRI on one node as a transaction: the node ends as it was, or done. May be killed anywhere and run again.
# Needs OLD_SHA256 and NEW_SHA256 (of config.toml before and after) and NEW_CONFIG (the new file).
# Reports to the termination message: result=patched | rolledBack | refused, and why.
# shellcheck shell=sh
set -eu

# shellcheck source=src/activities/scripts/facts.sh
. "$SCRIPTS/facts.sh"

BACKUP=$CONTAINERD_CONFIG.lamplighter-$OLD_SHA256
# Not ending in .toml, so that no import pattern picks it up.
STAGED=$CONTAINERD_CONFIG.lamplighter-new
STAGED_IN_HOST=/etc/containerd/config.toml.lamplighter-new
SECONDS_TO_LISTEN=30

restarted=false

report() {
  edited=false
  if [ "$OLD_SHA256" != "$NEW_SHA256" ] && [ "$(sha256_of "$CONTAINERD_CONFIG")" = "$NEW_SHA256" ]; then
    edited=true
  fi
  {
    emit result "$1"
    emit reason "$2"
    emit edited "$edited"
    emit restarted "$restarted"
    facts
  } >"$TERMINATION_LOG"
  exit 0
}

# Whether a configuration dump (standard input) has NRI on. containerd writes dumps one key a line, headers in double
# quotes (1.7) or single ones (2.x).
dump_enables_nri() {
  in_nri=false
  enabled=false
  while IFS= read -r line; do
    line=${line#"${line%%[! 	]*}"}
    case $line in
    '[plugins."io.containerd.nri.v1.nri"]' | "[plugins.'io.containerd.nri.v1.nri']") in_nri=true ;;
    '['*) in_nri=false ;;
    'disable = false') [ "$in_nri" = true ] && enabled=true ;;
    'disabled_plugins = '*io.containerd.nri.v1.nri*) return 1 ;;
    esac
  done
  [ "$enabled" = true ]
}

# The original, kept once and never written again.
back_up() {
  if [ ! -e "$BACKUP" ]; then
    cp -p "$CONTAINERD_CONFIG" "$BACKUP.part"
    [ "$(sha256_of "$BACKUP.part")" = "$OLD_SHA256" ] || report refused 'config.toml was changed by somebody else meanwhile'
    mv "$BACKUP.part" "$BACKUP"
  fi
  [ "$(sha256_of "$BACKUP")" = "$OLD_SHA256" ] || report refused 'the backup is not the original file'
}

write_new_config() {
  back_up
  cp -p "$CONTAINERD_CONFIG" "$STAGED"
  cat "$NEW_CONFIG" >"$STAGED"
  [ "$(sha256_of "$STAGED")" = "$NEW_SHA256" ] || report refused 'the new file did not arrive whole'
  chroot "$HOST_ROOT" containerd -c "$STAGED_IN_HOST" config dump | dump_enables_nri ||
    report refused 'containerd does not accept the new file, or NRI would stay off'
  [ "$(sha256_of "$CONTAINERD_CONFIG")" = "$OLD_SHA256" ] || report refused 'config.toml was changed by somebody else meanwhile'
  mv "$STAGED" "$CONTAINERD_CONFIG"
}

wait_until_listening() {
  waited=0
  until nri_listening; do
    [ "$waited" -lt "$SECONDS_TO_LISTEN" ] || return 1
    waited=$((waited + 1))
    sleep 1
  done
}

restart_containerd() {
  restarted=true
  chroot "$HOST_ROOT" systemctl restart containerd && wait_until_listening
}

roll_back() {
  [ -e "$BACKUP" ] || report refused 'NRI did not come up after a restart, and there was nothing of ours to take back'
  cp -p "$BACKUP" "$STAGED"
  mv "$STAGED" "$CONTAINERD_CONFIG"
  chroot "$HOST_ROOT" systemctl restart containerd || report rolledBack 'the original file is back, but containerd does not start'
  report rolledBack 'NRI did not come up; the original file is back and containerd runs'
}

case $(sha256_of "$CONTAINERD_CONFIG") in
"$NEW_SHA256")
  if nri_listening; then report patched 'already in place'; fi
  ;;
"$OLD_SHA256") write_new_config ;;
*) report refused 'config.toml was changed by somebody else since it was read' ;;
esac
restart_containerd || roll_back
report patched 'NRI listens'
