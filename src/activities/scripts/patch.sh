# Enables NRI on one node as a transaction: the node ends as it was, or done. May be killed anywhere and run again.
# Needs OLD_SHA256 and NEW_SHA256 (of config.toml before and after) and NEW_CONFIG (the new file).
# Reports to the termination message: result, stage and reason. Results:
#   patched     the new file is in place and NRI listens
#   changed     somebody else has changed config.toml, or a file that it imports is gone: to be read again
#   refused     not possible; the file is as it was
#   rolledBack  NRI did not come up; the original is back and containerd runs
#   broken      containerd does not run, though everything was tried
# shellcheck shell=sh
set -eu

# shellcheck source=src/activities/scripts/facts.sh
. "$SCRIPTS/facts.sh"

# Who ends the pod asks first: what is begun comes to its end within the pod's grace period.
trap '' HUP INT TERM

BACKUP=$CONTAINERD_CONFIG.lamplighter-$OLD_SHA256
# Not ending in .toml, so that no import pattern picks it up; beside the file, so that it can be renamed over it.
STAGED=$CONTAINERD_CONFIG.lamplighter-new
STAGED_IN_HOST=/etc/containerd/config.toml.lamplighter-new
SECONDS_TO_COME_UP=30

edited=false
restarted=false

# result, stage, reason
report() {
  if [ "$OLD_SHA256" != "$NEW_SHA256" ] && [ "$(config_sha256)" = "$NEW_SHA256" ]; then
    edited=true
  fi
  {
    emit result "$1"
    emit stage "$2"
    emit reason "$3"
    emit edited "$edited"
    emit restarted "$restarted"
    facts
  } >"$TERMINATION_LOG"
  exit 0
}

changed_by_others() {
  report changed "$1" 'config.toml was changed by somebody else since it was read'
}

cannot_write() {
  report refused write 'files in /etc/containerd cannot be written: is the disk full, or read-only?'
}

# What a file says is on the disk before anything relies on it, as far as the image's sync can tell a disk so.
flush() {
  sync "$1" || sync || :
}

# Whether a configuration dump (standard input) has NRI on and somebody to open its socket, which CRI does. containerd
# writes dumps one key a line, headers and names in double quotes (1.7) or single ones (2.x).
dump_enables_nri() {
  in_nri=false
  enabled=false
  closed=false
  while IFS= read -r line; do
    line=${line#"${line%%[! 	]*}"}
    case $line in
    '[plugins."io.containerd.nri.v1.nri"]' | "[plugins.'io.containerd.nri.v1.nri']") in_nri=true ;;
    '['*) in_nri=false ;;
    'disable = false') [ "$in_nri" = true ] && enabled=true ;;
    'disable_connections = true') [ "$in_nri" = true ] && closed=true ;;
    'disabled_plugins = '*)
      case $line in
      *io.containerd.nri.v1.nri* | *io.containerd.grpc.v1.cri* | *io.containerd.cri.v1.* | *[\"\']cri[\"\']*) return 1 ;;
      esac
      ;;
    esac
  done
  [ "$enabled" = true ] && [ "$closed" = false ]
}

# Before containerd is started with a configuration, of which this is the dump; nothing is changed for it until then.
require_safe() {
  printf '%s\n' "$1" | dump_enables_nri ||
    report refused validate 'containerd does not accept the new file, or NRI would stay off'
  missing=$(printf '%s\n' "$1" | missing_import)
  [ -z "$missing" ] || report changed validate "$missing, which config.toml imports, is not there"
}

# The original, kept once and never written again.
back_up() {
  if [ ! -e "$BACKUP" ]; then
    cp -p "$CONTAINERD_CONFIG" "$BACKUP.part" || cannot_write
    [ "$(sha256_of "$BACKUP.part")" = "$OLD_SHA256" ] || changed_by_others write
    flush "$BACKUP.part"
    mv "$BACKUP.part" "$BACKUP" || cannot_write
  fi
  [ "$(sha256_of "$BACKUP")" = "$OLD_SHA256" ] || report refused write 'the backup is not the original file'
}

# The copy first, so that owner and mode are those of the file.
write_new_config() {
  back_up
  cp -p "$CONTAINERD_CONFIG" "$STAGED" || cannot_write
  cat "$NEW_CONFIG" >"$STAGED" || cannot_write
  [ "$(sha256_of "$STAGED")" = "$NEW_SHA256" ] || report refused write 'the new file did not arrive whole'
  require_safe "$(host containerd -c "$STAGED_IN_HOST" config dump)"
  flush "$STAGED"
  [ "$(config_sha256)" = "$OLD_SHA256" ] || changed_by_others write
  mv "$STAGED" "$CONTAINERD_CONFIG" || cannot_write
  edited=true
}

# Until a command succeeds.
wait_for() {
  waited=0
  until "$@"; do
    [ "$waited" -lt "$SECONDS_TO_COME_UP" ] || return 1
    waited=$((waited + 1))
    sleep 1
  done
}

# systemd gives up on a unit that fails several times in a row, and tries a failed one again by itself.
start_containerd() {
  restarted=true
  host systemctl reset-failed containerd || :
  host systemctl restart containerd
}

containerd_runs() {
  host systemctl is-active --quiet containerd
}

# What somebody else has written meanwhile is never written over.
leave_to_others() {
  if containerd_runs; then changed_by_others restart; fi
  report broken restart 'containerd does not run; somebody else has changed config.toml meanwhile, so it was left as it is'
}

roll_back() {
  edited=false
  [ "$(config_sha256)" = "$NEW_SHA256" ] || leave_to_others
  [ -e "$BACKUP" ] || report refused restart 'NRI did not come up after a restart, and there was nothing of ours to take back'
  if ! { cp -p "$BACKUP" "$STAGED" && mv "$STAGED" "$CONTAINERD_CONFIG"; }; then
    report broken rollback 'NRI did not come up, and the original file, which is kept beside config.toml, could not be put back'
  fi
  flush "$CONTAINERD_CONFIG"
  if start_containerd || wait_for containerd_runs; then
    report rolledBack restart 'NRI did not come up; the original file is back and containerd runs'
  fi
  report broken rollback 'NRI did not come up; the original file is back, but containerd does not start with it either'
}

config_is_file || report refused read '/etc/containerd/config.toml is not a regular file'
case $(config_sha256) in
"$NEW_SHA256")
  if nri_listening; then report patched check 'already in place'; fi
  # A containerd that runs is not given up for one that would not come up.
  if containerd_runs; then require_safe "$(containerd_dump)"; fi
  ;;
"$OLD_SHA256") write_new_config ;;
*) changed_by_others read ;;
esac
if start_containerd && wait_for nri_listening; then report patched check 'NRI listens'; fi
roll_back
