# Facts of one node, for probe.sh and patch.sh: sourced, changes nothing.
# Needs HOST_ROOT, where the node's root is mounted. Prints key=value lines (src/domain/nodeFacts.ts reads them).
# shellcheck shell=sh

CONTAINERD_CONFIG=$HOST_ROOT/etc/containerd/config.toml

emit() {
  printf '%s=%s\n' "$1" "$2"
}

# A command of the node itself. The folders that may hold it are added to those of the image, and systemctl is told
# that this chroot is the whole machine.
host() {
  PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_IGNORE_CHROOT=1 chroot "$HOST_ROOT" "$@"
}

# The hash of standard input.
sha256() {
  # shellcheck disable=SC2046 # "hash -" is to be split
  set -- $(sha256sum)
  printf '%s' "$1"
}

sha256_of() {
  [ -r "$1" ] || return 0
  sha256 <"$1"
}

# A link, which may lead out of the node's root, is no file: replacing it would not change what it leads to.
config_is_file() {
  [ -f "$CONTAINERD_CONFIG" ] && [ -r "$CONTAINERD_CONFIG" ] && [ ! -L "$CONTAINERD_CONFIG" ]
}

config_sha256() {
  if config_is_file; then sha256_of "$CONTAINERD_CONFIG"; fi
}

# The first line of a file; nothing when there is no such file.
line_of() {
  line=
  if [ -r "$1" ]; then
    IFS= read -r line <"$1" || :
  fi
  printf '%s' "$line"
}

containerd_version() {
  # shellcheck disable=SC2046 # "containerd <package> <version> <revision>"
  set -- $(host containerd --version)
  printf '%s' "${3#v}"
}

# The effective configuration, byte for byte: without the x the shell would drop final newlines. A pod's log holds both
# outputs: what containerd remarks would stand in the middle of the text, and is let through only when there is none.
containerd_dump() {
  dump=$(host containerd config dump 2>/dev/null && printf x) || {
    host containerd config dump >/dev/null || :
    return 1
  }
  printf '%s' "${dump%x}"
}

# Of the files that a configuration dump (standard input) names as imports the first that is not there: with one missing
# containerd 2 does not start, though its dump takes it. Dumps have them on one line, in quotes; only * makes a pattern.
# An absolute link counts as missing: where it leads is not seen from here.
missing_import() (
  set -f
  while IFS= read -r line; do
    case $line in
    'imports = ['*) ;;
    *) continue ;;
    esac
    IFS="'\""
    # shellcheck disable=SC2086 # to be split at the quotes
    set -- $line
    shift
    while [ $# -gt 1 ]; do
      case $1 in
      *'*'*) file=$HOST_ROOT ;;
      /*) file=$HOST_ROOT$1 ;;
      *) file=$HOST_ROOT/etc/containerd/$1 ;;
      esac
      if [ ! -e "$file" ]; then
        printf '%.300s' "$1"
        return 0
      fi
      shift 2
    done
    return 0
  done
)

# Whether something listens on the NRI socket: the socket's file alone survives a stop.
nri_listening() {
  while read -r _ _ _ flags _ _ _ path; do
    case $path in
    */nri/nri.sock) [ "$flags" = 00010000 ] && return 0 ;;
    esac
  done <"$HOST_ROOT/proc/1/net/unix"
  return 1
}

module_loaded() {
  while read -r name _; do
    [ "$name" = "$1" ] && return 0
  done <"$HOST_ROOT/proc/modules"
  return 1
}

os_name() {
  while IFS='=' read -r key value; do
    if [ "$key" = PRETTY_NAME ]; then
      value=${value#\"}
      printf '%s' "${value%\"}"
    fi
  done <"$HOST_ROOT/etc/os-release"
}

# Ethernet devices of the same maker are not counted.
emit_infiniband() {
  devices=0
  active=0
  for port in "$HOST_ROOT"/sys/class/infiniband/*/ports/*; do
    [ "$(line_of "$port/link_layer")" = InfiniBand ] || continue
    devices=$((devices + 1))
    case $(line_of "$port/state") in
    *ACTIVE*) active=$((active + 1)) ;;
    esac
  done
  emit infinibandDevices "$devices"
  emit infinibandActive "$active"
}

truth_of() {
  if "$@"; then printf true; else printf false; fi
}

facts() {
  emit bootId "$(line_of "$HOST_ROOT/proc/sys/kernel/random/boot_id")"
  emit kernel "$(line_of "$HOST_ROOT/proc/sys/kernel/osrelease")"
  emit os "$(os_name)"
  emit containerdVersion "$(containerd_version)"
  emit configSha256 "$(config_sha256)"
  dump=$(containerd_dump || :; printf x)
  emit dumpSha256 "$(printf '%s' "${dump%x}" | sha256)"
  emit missingImport "$(printf '%s' "${dump%x}" | missing_import)"
  emit nriListening "$(truth_of nri_listening)"
  emit peermemLoaded "$(truth_of module_loaded nvidia_peermem)"
  emit driverVersion "$(line_of "$HOST_ROOT/sys/module/nvidia/version")"
  emit ofedVersion "$(line_of "$HOST_ROOT/sys/module/mlx5_core/version")"
  emit_infiniband
}
