# Called with a signal and a command: runs the command, the server, for as long as the owner holds the other end of
# standard input, then sends it the signal. The system closes that end however the owner ends, SIGKILL included, so
# no server outlives its owner.
signal=$1
shift
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
trap 'kill -TERM "$server"' HUP INT TERM

{
    if read -r _ <&3; then
        # A line is the owner's order for a crash.
        kill -KILL "$server"
    else
        kill -"$signal" "$server"
        for _ in 1 2 3 4 5; do
            sleep 1
            kill -0 "$server" || exit
        done
        kill -KILL "$server"
    fi
} &

# A signal to this shell interrupts `wait`: wait again until the server is gone.
while kill -0 "$server" 2>/dev/null; do
    wait "$server"
done
# The rest of this process group: the reader above and its `sleep`.
trap '' TERM
kill -TERM 0
