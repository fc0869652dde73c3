#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headroom send, when something goes wrong: on the way, at the other end, and in
# what comes back.  In all of it the key must appear nowhere.
# Mostly waits, for the other end.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/e2e/send.sh
. "$ROOT/tests/e2e/send.sh"

TEXT='No rule for “x.o”: naïve 日本 😀.'
: > everything
: "${BUILD:=build/release}"
PYTHONWARNINGS=ignore
export PYTHONWARNINGS

# Whatever was said is looked through in the end.
ended() {
	ends "$@"
	cat out err >> everything
}
requests() {
	server_count request
}
# within NAME MILLISECONDS COMMAND...: takes no longer.  Twice what it takes where
# other tests run beside this one, and far less than what it would wait for.
now() {
	python3 -c 'import time; print(int(time.monotonic() * 1000))'
}
within() {
	within_name=$1 most=$2
	shift 2
	start=$(now)
	"$@"
	took=$(($(now) - start))
	holds "$within_name: within $most ms, took $took" [ "$took" -le "$most" ]
}
# gaps: milliseconds between the requests that the server got.
gaps() {
	python3 - <<'END'
import json
times = [e["t"] for e in map(json.loads, open("server.log"))
         if e["event"] == "request"]
print(*(int((b - a) * 1000) for a, b in zip(times, times[1:])))
END
}
# between NAME LEAST MOST NUMBER
between() {
	holds "$1: $4 ms is from $2 to $3" [ "$4" -ge "$2" -a "$4" -le "$3" ]
}

# ---- no connection -----------------------------------------------------------

lead_to http://127.0.0.1:1
within "refused" 1500 ended "refused" 5 ask openai-chat --retries 0
says "refused" "127.0.0.1:1"
# Two waits, of 0.375 to 0.5 s and of 0.75 to 1 s.
start=$(now)
ended "refused again and again" 5 ask openai-chat -v
between "refused again and again" 1125 3500 $(($(now) - start))
is "refused again and again: says when" 2 "$(grep -c 'again in' err)"
lead_to https://x.invalid
within "no such host" 6000 ended "no such host" 5 ask openai-chat --retries 0
says "no such host" "x.invalid"
serve --blackhole
within "nobody takes the connection" 4000 ended "nobody takes it" 5 \
	ask openai-chat --retries 0 --connect-timeout 1
says "nobody takes it" .

# ---- statuses ----------------------------------------------------------------

serve status-429:header.retry-after=1 text
ended "429, then an answer" 0 ask openai-chat
is "429, then an answer: its text" "$TEXT" "$(cat out)"
is "429, then an answer: requests" 2 "$(requests)"
between "429, then an answer: as asked" 1000 1900 "$(gaps)"
serve status-429:header.retry-after-ms=40 text
ended "429 for milliseconds" 0 ask openai-chat
between "429 for milliseconds" 40 350 "$(gaps)"
serve status-503:header.retry-after=date+2 text
ended "503 until a date" 0 ask openai-chat
between "503 until a date" 900 2800 "$(gaps)"
serve status-429:header.retry-after=9999
within "429 for hours" 1000 ended "429 for hours" 7 ask openai-chat
is "429 for hours: requests" 1 "$(requests)"
serve quota
for api in openai-chat openai-responses; do
	ended "$api: no money" 6 ask "$api"
	says "$api: no money" "insufficient_quota"
done
is "no money: requests" 2 "$(requests)"
for code in 408 409 429 500 502 503 504 529; do
	serve "status-$code"
	ended "$code for ever" 7 ask anthropic --retries 1
	says "$code for ever" "status $code"
	is "$code for ever: requests" 2 "$(requests)"
	between "$code for ever" 375 900 "$(gaps)"
done
serve status-500
ended "500 for ever" 7 ask gemini
is "500 for ever: requests" 3 "$(requests)"
# shellcheck disable=SC2046 # two numbers
set -- $(gaps)
between "500 for ever: the first wait" 375 900 "$1"
between "500 for ever: the second wait" 750 1400 "$2"
serve status-500:header.x-should-retry=false
ended "500, not to be tried again" 7 ask openai-chat
is "500, not to be tried again: requests" 1 "$(requests)"
serve status-400:header.x-should-retry=true
ended "400, to be tried again" 6 ask openai-chat --retries 1
is "400, to be tried again: requests" 2 "$(requests)"
for code in 400 401 402 403 404 413 422; do
	serve "status-$code" "html-$code" "empty-$code"
	for kind in status html empty; do
		ended "$kind $code" 6 ask openai-chat
		says "$kind $code" "status $code"
		is "$kind $code: is safe to show" "" \
			"$(LC_ALL=C tr -d '\n -~' < err)"
	done
	is "$code: requests" 3 "$(requests)"
done
serve early-413
head -c 3000000 /dev/zero | tr '\0' 'x' > large
ended "413 before all was sent" 6 ask openai-chat --as-is large
serve array-429
ended "an error in an array" 7 ask gemini --retries 0
says "an error in an array" "this is status 429"
for code in 301 302 303 307 308; do
	serve "redirect-$code"
	for api in $APIS; do
		ended "$api: $code" 6 ask "$api"
		says "$api: $code" "redirect"
	done
	is "$code: requests" 4 "$(requests)"
	is "$code: nobody goes there" 0 \
		"$(grep -c '"port": "second"' server.log)"
done

# ---- the server falls silent, or dies ----------------------------------------

serve silent
within "no answer" 6000 ended "no answer" 5 ask openai-chat --retries 0 \
	--timeout 1
says "no answer" "did not answer in time"
for api in $APIS; do
	serve text:split=1:gap=10
	within "$api: a byte in ten seconds" 6000 ended \
		"$api: a byte in ten seconds" 5 ask "$api" --idle-timeout 2
	says "$api: a byte in ten seconds" "fell silent"
	is "$api: a byte in ten seconds: requests" 1 "$(requests)"
done
serve text:head-gap=10
within "a head in ages" 6000 ended "a head in ages" 5 ask openai-chat \
	--timeout 2 --retries 0
for api in openai-chat openai-responses anthropic; do
	serve text:end=hang
	within "$api: left open" 1500 ended "$api: left open" 0 ask "$api"
	is "$api: left open: the text" "$TEXT" "$(cat out)"
done
serve text:end=hang
ended "gemini: left open" 0 ask gemini --idle-timeout 1
is "gemini: left open: the text" "$TEXT" "$(cat out)"
serve half-head
ended "half a head" 8 ask openai-chat
is "half a head: requests" 1 "$(requests)"
for how in close reset; do
	serve $how
	ended "$how" 5 ask openai-chat --retries 0
	says "$how" .
done
serve close text
ended "cut off, then an answer" 0 ask openai-chat
is "cut off, then an answer: requests" 2 "$(requests)"
for api in $APIS; do
	for end in fin rst; do
		serve "text:cut=400:end=$end"
		ended "$api: $end within the answer" 8 ask "$api" \
			--usage-json usage
		says "$api: $end within the answer" "ended early"
		is "$api: $end within the answer: requests" 1 "$(requests)"
		holds "$api: $end within the answer: usage" \
			grep -q '"class":"cut"' usage
		rm -f usage
	done
	serve no-terminator
	ended "$api: no last event" 8 ask "$api"
	holds "$api: no last event: the text so far" [ -s out ]
	serve text:cut=100
	ended "$api: half a document" 8 ask "$api" --no-stream
done

# ---- what comes is not what it should be -------------------------------------

# shellcheck disable=SC2317 # called by its name
most_memory() {
	python3 - "$@" <<'END'
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("peak", peak, file=open("peak", "w"))
sys.exit(status)
END
}
for how in giant-head giant-header endless-100 endless-body endless-event \
	endless-lines bomb; do
	for form in '' --no-stream; do
		serve $how
		# shellcheck disable=SC2086
		ended "$how $form" 5 most_memory timeout 60 "$H" send \
			-m gpt-5.1 -p hi $form
		says "$how $form" .
		is "$how $form: requests" 1 "$(requests)"
		[ "${BUILD##*/}" = asan ] || holds "$how $form: below 128 MiB" [ \
			"$(sed 's/peak //' peak)" -lt 131072 ]
	done
done
for how in html-200 other-json garbage bad-chunk; do
	for api in $APIS; do
		serve $how
		ended "$api: $how" 5 ask "$api"
		says "$api: $how" .
		is "$api: $how: requests" 1 "$(requests)"
	done
done
serve empty-200
ended "nothing at all" 8 ask openai-chat
for api in $APIS; do
	serve error
	ended "$api: an error in the stream" 7 ask "$api"
	holds "$api: an error in the stream: the text so far" [ -s out ]
	is "$api: an error in the stream: requests" 1 "$(requests)"
done
serve error-invalid
ended "an error for good in the stream" 6 ask anthropic
serve blocked
ended "a prompt that is blocked" 6 ask gemini
is "a prompt that is blocked: no text" "" "$(cat out)"
serve text
ended "a full disk" 4 sh -c '"$H" send -m gpt-5.1 -p hi < /dev/null > /dev/full'
says "a full disk" "No space"

# ---- TLS ---------------------------------------------------------------------

certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" \
		-out "$1.pem" -subj "/CN=$1" -days "$2" -addext "$3" \
		2> /dev/null
}
if has openssl && certificate good 2 subjectAltName=IP:127.0.0.1 &&
	certificate name 2 subjectAltName=DNS:other.example &&
	openssl req -new -newkey rsa:2048 -nodes -keyout old.key -out old.csr \
		-subj /CN=old 2> /dev/null &&
	echo subjectAltName=IP:127.0.0.1 > old.ext &&
	openssl x509 -req -in old.csr -CA good.pem -CAkey good.key -days -1 \
		-CAcreateserial -extfile old.ext -out old.pem 2> /dev/null
then
	# tls NAME CERTIFICATE AUTHORITY WORDS OPTION...
	tls() {
		tls_name=$1 cert=$2 authority=$3 words=$4
		shift 4
		serve text --tls "$cert.pem" "$cert.key" "$@"
		lead_to "https://127.0.0.1:$PORT"
		ended "$tls_name" 5 ask openai-chat ${authority:+--ca-file} \
			${authority:+"$authority"}
		says "$tls_name" "$words"
		sleep 0.2
		is "$tls_name: no request" 0 "$(requests)"
		is "$tls_name: one attempt" 1 "$(server_count connect)"
	}
	serve text --tls good.pem good.key
	lead_to "https://127.0.0.1:$PORT"
	ended "TLS" 0 ask openai-chat --ca-file good.pem
	is "TLS: the text" "$TEXT" "$(cat out)"
	tls "self-signed" good '' certificate
	CURL_CA_BUNDLE=$PWD/good.pem SSL_CERT_FILE=$PWD/good.pem
	export CURL_CA_BUNDLE SSL_CERT_FILE
	tls "self-signed, whatever the environment says" good '' certificate
	unset CURL_CA_BUNDLE SSL_CERT_FILE
	tls "expired" old good.pem expired
	tls "another's name" name name.pem 127.0.0.1
	tls "TLS 1.0" good good.pem . --tls-version 1.0
	tls "TLS 1.1" good good.pem . --tls-version 1.1
	serve text --tls good.pem good.key --tls-version 1.2
	lead_to "https://127.0.0.1:$PORT"
	ended "TLS 1.2" 0 ask openai-chat --ca-file good.pem
	ended "no such authority" 5 ask openai-chat --ca-file nowhere.pem
	serve redirect-307 --tls good.pem good.key
	lead_to "https://127.0.0.1:$PORT"
	ended "a redirect over TLS" 6 ask openai-chat --ca-file good.pem
	is "a redirect over TLS: nobody goes there" 0 \
		"$(grep -c '"port": "second"' server.log)"

	# A proxy that leads every tunnel to the server, and keeps what it is told.
	cat > proxy.py <<'END'
import os, socket, sys, threading
def pump(a, b):
    while data := a.recv(65536):
        b.sendall(data)
    b.shutdown(socket.SHUT_WR)
listener = socket.create_server(("127.0.0.1", 0))
open("proxy.new", "w").write(str(listener.getsockname()[1]))
os.rename("proxy.new", "proxy.port")
while True:
    client, _ = listener.accept()
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(65536)
    open("proxy.log", "ab").write(head)
    if sys.argv[1] == "0":
        client.sendall(b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n")
        client.close()
        continue
    server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for pair in ((client, server), (server, client)):
        threading.Thread(target=pump, args=pair, daemon=True).start()
END
	# through PORT COMMAND...: with a proxy in front of this port.
	through() {
		rm -f proxy.log proxy.port
		python3 proxy.py "$1" 2> /dev/null &
		proxy=$!
		shift
		while [ ! -s proxy.port ]; do sleep 0.05; done
		https_proxy=http://127.0.0.1:$(cat proxy.port)
		export https_proxy
		"$@"
		kill $proxy
		wait $proxy 2> /dev/null
		unset https_proxy
	}
	certificate far 2 subjectAltName=DNS:far.invalid
	serve text --tls far.pem far.key
	lead_to https://far.invalid
	through "$PORT" ended "a proxy" 0 ask openai-chat --ca-file far.pem
	is "a proxy: the text" "$TEXT" "$(cat out)"
	holds "a proxy: is asked for a tunnel" \
		grep -q '^CONNECT far.invalid:443 ' proxy.log
	is "a proxy: does not see the key" 0 "$(grep -c "$KEY" proxy.log)"
	is "a proxy: the server does" "Bearer $KEY" "$(logged authorization)"
	through "$PORT" ended "a proxy between TLS" 5 ask openai-chat --retries 0
	through 0 ended "a proxy that says no" 5 ask openai-chat --retries 0 \
		--ca-file far.pem
	says "a proxy that says no" 407
	no_proxy=example.com,far.invalid
	export no_proxy
	through "$PORT" ended "no proxy for this host" 5 ask openai-chat \
		--retries 0
	holds "no proxy for this host: is not asked" [ ! -e proxy.log ]
	unset no_proxy
else
	skip "TLS: no openssl"
fi

# ---- surroundings ------------------------------------------------------------

# A proxy is for other machines; this one is asked itself.
serve text
http_proxy=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 all_proxy=$http_proxy
export http_proxy https_proxy all_proxy
ended "a proxy is not for this machine" 0 ask openai-chat
OPENAI_BASE_URL=https://api.example.invalid/v1
ended "a proxy is for others" 5 ask openai-chat --retries 0
holds "a proxy is for others: says so" grep -qi 'port 1\|proxy\|connect' err
unset http_proxy https_proxy all_proxy
serve text
mkdir home
cat > home/.netrc <<END
machine 127.0.0.1 login user password secret
END
cat > home/.curlrc <<END
insecure
proxy = http://127.0.0.1:1
END
cp home/.netrc home/.curlrc .
HOME=$PWD/home ended "files at home" 0 ask openai-chat
is "files at home: are not read" "Bearer $KEY" "$(logged authorization)"
serve text
env -u HOME XDG_CONFIG_HOME=relative "$H" send -m gpt-5.1 -p hi < /dev/null \
	> out 2> err
is "no HOME: status" 0 $?
quiet "no HOME"
serve text
SSLKEYLOGFILE=$PWD/tls-keys ended "keys of TLS" 0 ask openai-chat
holds "keys of TLS: are not written" [ ! -e tls-keys ]

# ---- signals -----------------------------------------------------------------

# A program that a shell starts in the background ignores SIGINT; Python's
# children do not.
signalled() {
	python3 - "$@" <<'END'
import os, signal, subprocess, sys, time
number = getattr(signal, sys.argv[1])
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL,
    preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
time.sleep(0.7)
line = open("/proc/%d/cmdline" % child.pid, "rb").read()
open("cmdline", "wb").write(line)
start = time.monotonic()
child.send_signal(number)
_, status = os.waitpid(child.pid, 0)
print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1,
      "slow" if time.monotonic() - start > 1 else "soon",
      "core" if os.WCOREDUMP(status) else "none")
END
}
for phase in text:split=200:gap=30 silent; do
	for sig in INT TERM; do
		serve $phase
		echo old > target
		number=2
		[ $sig = INT ] || number=15
		is "SIG$sig, $phase" "$number soon none" \
			"$(signalled SIG$sig "$H" send -m gpt-5.1 -p hi \
				-o target 2>&1)"
		is "SIG$sig, $phase: the file of before" old "$(cat target)"
		is "SIG$sig, $phase: no other file" "" \
			"$(find . -name '.headroom.*')"
	done
done
# shellcheck disable=SC3045 # where there is none, there are no cores
ulimit -c unlimited 2> /dev/null
serve silent
is "an abort leaves no core" "6 soon none" \
	"$(signalled SIGABRT "$H" send -m gpt-5.1 -p hi)"
is "an abort leaves no core: no file" "" "$(find . -name 'core*')"
is "no key on the command line" 0 "$(grep -c "$KEY" cmdline)"
serve text
"$H" send -m gpt-5.1 -p hi < /dev/null 2> err | true
quiet "a reader that is gone"
{ "$H" send -m gpt-5.1 -p hi < /dev/null 2> err; echo $? > status; } | true
is "a reader that is gone: status" 141 "$(cat status)"

# ---- the key -----------------------------------------------------------------

cat > echo.json <<END
{"answers": [{"status": 401, "headers": {}, "body": "{\"error\":{\"message\":\"Incorrect API key provided: $KEY. Or ${KEY%????}? See $KEY\",\"code\":\"$KEY\"}}"}]}
END
server_start --script echo.json
lead_to "http://127.0.0.1:$PORT"
ended "a server that repeats the key" 6 ask openai-chat -v --usage-json usage
holds "a server that repeats the key: it is hidden" \
	grep -q 'provided: \[key\]' err
cat usage >> everything
serve text
ended "-v" 0 ask openai-chat -v
ended "a dry run" 0 ask openai-chat -n -v
"$H" send --key-file /dev/fd/9 -m gpt-5.1 -p hi < /dev/null > out 9<<END
$KEY
END
is "a key by a descriptor's name: status" 0 $?
is "the key is nowhere" 0 "$(grep -c "$KEY" everything)"
is "nor a part of it" 0 "$(grep -c 'canary-91b7' everything)"

if has strace && strace -o /dev/null true 2> /dev/null; then
	serve text
	strace -f -o trace -e trace=network,file "$H" send -n -m gpt-5.1 \
		-p hi < /dev/null > out 2> err
	is "a dry run: no network, no library for it" "" \
		"$(grep -E 'socket|connect|libcurl' trace)"
	strace -f -o trace -e trace=file "$H" send -m gpt-5.1 -p hi \
		< /dev/null > out 2> err
	is "sending writes no file" "" "$(grep -v ENOENT trace |
		grep -E 'O_CREAT|O_WRONLY|unlink|rename|mkdir')"
	is "nor reads one of secrets" "" \
		"$(grep -E 'netrc|cookie|curlrc' trace)"
else
	skip "what a dry run opens: no strace"
fi

server_stop
finish
