# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For scripts that need the server: sourced by each, with ROOT the sources, in
# a folder where it may write.
#
#	server_start --scenario status-429:header.retry-after=1 --scenario text
#	... http://127.0.0.1:$PORT
#	server_stop
#	[ "$(server_count request)" = 2 ]
#
# The log is server.log, the bodies are bodies/1.body and so on; $PORT and
# $SECOND_PORT are where it listens.
: "${ROOT:=$PWD}"
SERVER_PID=

server_start() {
	server_stop
	rm -rf server.log server.port server.second bodies
	mkdir bodies
	python3 "$ROOT/tests/server/server.py" --log server.log \
		--bodies bodies --port-file server.port \
		--second-port-file server.second "$@" &
	SERVER_PID=$!
	server_tries=0
	while [ ! -s server.port ]; do
		server_tries=$((server_tries + 1))
		if [ $server_tries -gt 100 ] || ! kill -0 $SERVER_PID; then
			echo "the server does not start" >&2
			return 1
		fi
		sleep 0.1
	done
	PORT=$(cat server.port) SECOND_PORT=$(cat server.second)
	export PORT SECOND_PORT
}

server_stop() {
	[ -n "$SERVER_PID" ] || return 0
	kill "$SERVER_PID" 2> /dev/null
	wait "$SERVER_PID" 2> /dev/null
	SERVER_PID=
}

# server_count EVENT: how many there are in the log.
server_count() {
	grep -c "\"event\": \"$1\"" server.log
}
