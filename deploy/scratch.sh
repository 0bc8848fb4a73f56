# shellcheck shell=bash
# What deploy/rehearse.sh and the tests of deploy.sh share: a scratch folder laid out as a server. To be sourced.

# Where state may live: the gate refuses state below /tmp and /run, and below folders that others may write; and the
# engine's user has to get there.
may_hold_state() {
  local folder
  folder=$(realpath -m "$1")
  case $folder in
    /tmp | /tmp/* | /run | /run/* | /dev/* | /var/run/*) return 1 ;;
    *[!A-Za-z0-9_./+-]*) return 1 ;;     # it is written into policies by sed
  esac
  while [ "$folder" != / ]; do
    if [ -e "$folder" ]; then
      local owner mode
      owner=$(stat -c %u "$folder") mode=$(stat -c %a "$folder")
      [ "$owner" = 0 ] || [ "$owner" = "$(id -u)" ] || return 1
      [ $((0$mode & 022)) -eq 0 ] || return 1
      [ "$(id -u)" -ne 0 ] || [ $((0$mode & 001)) -ne 0 ] || return 1
    fi
    folder=$(dirname "$folder")
  done
}

# The user that the engine gets: never root. Whoever is root sees two users, as on a server; anybody else is both.
scratch_user() { if [ "$(id -u)" -eq 0 ]; then echo nobody; else id -un; fi; }

# scratch_folder NAME: below .build, or where state may live.
scratch_folder() {
  local folder=$PWD/.build/$1
  if may_hold_state "$folder"; then
    echo "$folder"
  elif [ "$(id -u)" -eq 0 ]; then
    echo "/var/lib/trading-readiness-$1"
  else
    echo "${XDG_STATE_HOME:-$HOME/.local/state}/trading-readiness-$1"
  fi
}

# The type of a folder's file system when it loses state with a reboot, which is all that many containers have.
fleeting_file_system() {
  local kind
  kind=$(findmnt --noheadings --output FSTYPE --target "$1")
  case $kind in overlay | tmpfs | ramfs | aufs | rootfs | fuse.fuse-overlayfs) echo "$kind" ;; esac
}

# render POLICY FOLDER USER FILE-SYSTEM: the shipped policy with another root, user and allowed file system.
render() {
  # One pass over paths: the folder's own path may hold what is replaced.
  sed -E -e "s#(/opt/trading-|/etc/trading-engine|/var/lib/trading-)#$2\\1#g" -e "s#user: trading\\b#user: $3#" \
    -e "s#allow-file-systems: \[\]#allow-file-systems: [$4]#" "$1"
}

# Runs a command as the engine's user, by exec: its process id is the caller's. Wants service_user and scratch.
become_service() {
  # shellcheck disable=SC2154
  if [ "$(id -u)" -eq 0 ]; then
    exec setpriv --reuid="$service_user" --regid="$(id -gn "$service_user")" --clear-groups \
      env HOME="$scratch/home" "$@"
  fi
  exec env HOME="$scratch/home" "$@"
}
