# Stops the servers of a Forecourt process that can't do it any more (SIGKILL, a crash, process.exit).
# Standard input is a pipe from that process: however it ends, the system closes the pipe. One line each:
#   add PID     a server, to be stopped
#   drop PID    it was stopped in order
# At the end of input the servers that are left get SIGINT (to both kinds it means: stop now, write no dump), after 10 s
# SIGQUIT, after 10 s more SIGKILL. A server is known by pid and start time, so that another process which got the pid
# later is left alone. $1, if given, is a temporary folder, deleted when the servers are gone.
trap '' INT TERM HUP QUIT

# Prints what tells a process from a later one with the same pid; nothing if there is none, or a zombie.
start_of() {
  if [ -r /proc/self/stat ]; then
    sed -e 's/.*) //' -e '/^[ZX]/d' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
  else
    ps -o stat= -o lstart= -p "$1" 2>/dev/null | sed -e '/^Z/d' -e 's/^[^ ]* *//' -e 's/  */_/g'
  fi
}

servers='' # a line each: PID START
while read -r verb pid; do
  case $verb in
    add)
      start=$(start_of "$pid")
      [ -n "$start" ] && servers="$servers$pid $start
"
      ;;
    drop) servers=$(printf '%s' "$servers" | sed "/^$pid /d")${servers:+
} ;;
  esac
done

# Prints the pids of the servers that still run.
running() {
  printf '%s' "$servers" | while read -r pid start; do
    if [ -n "$pid" ] && [ "$(start_of "$pid")" = "$start" ]; then echo "$pid"; fi
  done
}

for signal in INT QUIT KILL; do
  pids=$(running)
  [ -z "$pids" ] && break
  # shellcheck disable=SC2086 # several pids
  kill -s "$signal" $pids 2>/dev/null
  looks=100
  while [ "$looks" -gt 0 ] && [ -n "$(running)" ]; do
    sleep 0.1
    looks=$((looks - 1))
  done
done
if [ -n "${1:-}" ]; then rm -rf -- "$1"; fi
