/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of transcripts, what is listed of them, and how sure it is that they are
 * of one. */

#define CLAUDE(type, content)                                              \
	"{\"type\":\"" type "\",\"uuid\":\"1\",\"message\":{\"role\":\"" type \
	"\",\"content\":" content "}}\n"
#define CODEX(payload) \
	"{\"type\":\"response_item\",\"payload\":" payload "}\n"
#define AT(p) "/message/content/" p

static const struct transcript_case {
	const char *name;
	const char *lines;
	const char *list;
} cases[] = {
	{ "texts of a user and of the model",
		CLAUDE("user", "\"a\"") CLAUDE("assistant", "\"b\""),
		"claude-code 0 -\n  user said /message/content -\n"
		"claude-code 0 -\n  assistant said /message/content -\n" },
	{ "an empty text is none", CLAUDE("user", "\"\""),
		"claude-code 0 -\n" },
	{ "no content", CLAUDE("user", "null") CLAUDE("user", "{}"),
		"unknown\nunknown\n" },
	{ "the role is the type's if there is none",
		"{\"type\":\"assistant\",\"uuid\":\"1\",\"message\":{"
		"\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}\n",
		"claude-code 0 -\n  assistant said " AT("0/text") " -\n" },
	{ "members in another order are listed in the text's",
		CLAUDE("assistant",
			"[{\"signature\":\"s\",\"thinking\":\"t\","
			"\"type\":\"thinking\"}]"),
		"claude-code 0 -\n"
		"  assistant media " AT("0/signature") " -\n"
		"  assistant thought " AT("0/thinking") " -\n" },
	{ "a result names the last call of its id",
		CLAUDE("assistant",
			"[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"A\","
			"\"input\":{}},{\"type\":\"tool_use\",\"id\":\"t\","
			"\"name\":\"B\",\"input\":{\"x\":1}}]")
			CLAUDE("user",
				"[{\"type\":\"tool_result\",\"tool_use_id\":"
				"\"t\",\"content\":\"x\"},{\"type\":"
				"\"tool_result\",\"tool_use_id\":\"u\","
				"\"content\":\"y\",\"is_error\":true}]"),
		"claude-code 0 -\n"
		"  assistant call " AT("1/input") " B\n"
		"claude-code 0 -\n"
		"  tool result " AT("0/content") " B\n"
		"  tool result " AT("1/content") " - error\n" },
	{ "escapes say the same",
		CLAUDE("assistant",
			"[{\"type\":\"tool_use\",\"id\":\"\\u0074\",\"name\":"
			"\"A\\u002fB\",\"input\":{}}]")
			CLAUDE("\\u0075ser",
				"[{\"type\":\"tool\\u005fresult\","
				"\"tool_use_id\":\"t\",\"content\":\"x\"}]"),
		"claude-code 0 -\n"
		"claude-code 0 -\n"
		"  tool result " AT("0/content") " A/B\n" },
	{ "documents and images",
		CLAUDE("user",
			"[{\"type\":\"document\",\"source\":{\"type\":\"text\","
			"\"media_type\":\"text/plain\",\"data\":\"d\"}},"
			"{\"type\":\"image\",\"source\":{\"type\":\"base64\","
			"\"data\":\"i\"}},{\"type\":\"image\",\"source\":{"
			"\"type\":\"url\",\"url\":\"u\"}},{\"type\":\"image\","
			"\"source\":{\"type\":\"odd\"}},{\"type\":\"image\"}]"),
		"claude-code 0 - unknown 2\n"
		"  user said " AT("0/source/data") " -\n"
		"  user media " AT("1/source/data") " -\n" },
	{ "what is thought secretly",
		CLAUDE("assistant",
			"[{\"type\":\"redacted_thinking\",\"data\":\"d\"}]"),
		"claude-code 0 -\n  assistant media " AT("0/data") " -\n" },
	{ "parts of a result",
		CLAUDE("user",
			"[{\"type\":\"tool_result\",\"content\":[{\"type\":"
			"\"text\",\"text\":\"a\"},{\"type\":\"tool_reference\","
			"\"tool_name\":\"T\"},{\"type\":\"odd\"},3]}]"),
		"claude-code 0 - unknown 2\n"
		"  tool result " AT("0/content/0/text") " -\n" },
	{ "blocks that are none", CLAUDE("user", "[\"a\",null,[],{}]"),
		"claude-code 0 - unknown 4\n" },
	{ "a key twice is not guessed at",
		CLAUDE("user",
			"[{\"type\":\"text\",\"text\":\"a\",\"text\":\"b\"}]")
		"{\"type\":\"user\",\"uuid\":\"1\",\"type\":\"assistant\","
		"\"message\":{\"content\":\"a\"}}\n",
		"claude-code 0 - unknown 1\nunknown\n" },
	{ "days that are none",
		"{\"timestamp\":\"2027-02-30T00:00:00Z\",\"type\":"
		"\"event_msg\",\"payload\":{}}\n"
		"{\"timestamp\":1798761600,\"type\":\"event_msg\","
		"\"payload\":{}}\n"
		"{\"timestamp\":\"2028-02-29\",\"type\":\"event_msg\","
		"\"payload\":{}}\n",
		"codex 0 -\ncodex 0 -\ncodex 20280229 -\n" },
	{ "a day holds until another is told",
		"{\"id\":\"1\",\"timestamp\":\"2025-06-01T23:59:59Z\","
		"\"git\":{}}\n{\"record_type\":\"state\"}\n"
		"{\"timestamp\":\"2025-06-02T00:00:00Z\",\"type\":"
		"\"event_msg\",\"payload\":{}}\n",
		"codex 20250601 -\ncodex 20250601 -\ncodex 20250602 -\n" },
	{ "roles of messages",
		CODEX("{\"type\":\"message\",\"role\":\"system\",\"content\":"
		      "\"a\"}")
			CODEX("{\"type\":\"message\",\"role\":\"developer\","
			      "\"content\":[{\"type\":\"input_text\",\"text\":"
			      "\"b\"}]}"),
		"codex 0 -\n  system said /payload/content -\n"
		"codex 0 -\n  system said /payload/content/0/text -\n" },
	{ "parts of a message that are not known",
		CODEX("{\"type\":\"message\",\"role\":\"user\",\"content\":["
		      "{\"type\":\"input_text\",\"text\":\"\"},{\"type\":"
		      "\"input_audio\",\"data\":\"x\"},7]}")
			CODEX("{\"type\":\"message\",\"role\":\"user\","
			      "\"content\":{\"text\":\"a\"}}"),
		"codex 0 - unknown 2\ncodex 0 - unknown 1\n" },
	{ "thoughts in any order",
		CODEX("{\"encrypted_content\":\"e\",\"content\":[{\"type\":"
		      "\"reasoning_text\",\"text\":\"r\"}],\"summary\":[{"
		      "\"type\":\"summary_text\",\"text\":\"s\"}],"
		      "\"type\":\"reasoning\"}"),
		"codex 0 -\n"
		"  assistant media /payload/encrypted_content -\n"
		"  assistant thought /payload/content/0/text -\n"
		"  assistant thought /payload/summary/0/text -\n" },
	{ "an output that is an object",
		CODEX("{\"type\":\"function_call_output\",\"call_id\":\"c\","
		      "\"output\":{\"content\":\"x\",\"success\":true}}")
			CODEX("{\"type\":\"function_call_output\",\"call_id\":"
			      "\"c\",\"output\":{\"body\":\"x\"}}"),
		"codex 0 -\n  tool result /payload/output/content -\n"
		"codex 0 - unknown 1\n" },
	{ "a model holds until another is named",
		"{\"type\":\"turn_context\",\"payload\":{\"model\":\"m1\"}}\n"
		"{\"type\":\"turn_context\",\"payload\":{\"model\":null}}\n"
		"{\"type\":\"turn_context\",\"payload\":{\"model\":"
		"\"m\\u0032\"}}\n",
		"codex 0 m1\ncodex 0 m1\ncodex 0 m2\n" },
	{ "other JSON", "{}\n[]\n\"a\"\n{\"type\":\"user\"}\n",
		"unknown\nunknown\nunknown\nunknown\n" },
};

static const struct {
	int sure;
	const char *line;
} looks[] = {
	{ 2, CLAUDE("user", "\"a\"") },
	{ 2, "{\"type\":\"assistant\",\"message\":{\"content\":[]},"
	     "\"session_id\":\"s\"}" },
	{ 1, "{\"type\":\"user\",\"message\":{\"role\":\"user\"}}" },
	{ 0, "{\"type\":\"user\",\"message\":\"a\",\"uuid\":\"1\"}" },
	{ 2, "{\"type\":\"summary\",\"summary\":\"a\",\"leafUuid\":\"1\"}" },
	{ 0, "{\"type\":\"summary\",\"summary\":\"a\"}" },
	{ 0, "{\"type\":\"progress\",\"percent\":4}" },
	{ 1, "{\"type\":\"new\",\"sessionId\":\"s\",\"uuid\":\"1\"}" },
	{ 2, CODEX("{}") },
	{ 0, "{\"type\":\"response_item\",\"payload\":[]}" },
	{ 0, "{\"type\":\"other\",\"payload\":{}}" },
	{ 1, "{\"type\":\"message\",\"role\":\"user\",\"content\":[]}" },
	{ 0, "{\"type\":\"message\",\"role\":\"user\",\"content\":\"a\"}" },
	{ 1, "{\"id\":\"1\",\"timestamp\":\"2025-06-01T00:00:00Z\","
	     "\"instructions\":null}" },
	{ 0, "{\"id\":\"1\",\"timestamp\":\"2025-06-01T00:00:00Z\"}" },
	{ 1, "{\"record_type\":\"state\"}" },
	{ 0, "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}" },
	{ 0, "{}" },
	{ 0, "[{\"type\":\"response_item\",\"payload\":{}}]" },
	{ 0, "7" },
};
