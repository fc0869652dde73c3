/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and the form of request that each is taken for; see test_envelope.c. */

static const struct find_case {
	enum hr_api api;
	const char *request;
} finds[] = {
	{ HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"rol"
		"e\":\"assistant\",\"content\":\"ho\"}]}" },
	{ HR_API_OPENAI_CHAT,
		"{\"model\":\"gpt-5.1\",\"messages\":[{\"role\":\"user\",\"co"
		"ntent\":\"hi\"}],\"max_tokens\":5}" },
	{ HR_API_OPENAI_CHAT,
		"{\"model\":\"anthropic/claude-sonnet-5\",\"messages\":[{\"ro"
		"le\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"S"
		"\",\"cache_control\":{\"type\":\"ephemeral\"}}]},{\"role\":\""
		"user\",\"content\":\"hi\"}],\"max_tokens\":5}" },
	{ HR_API_OPENAI_CHAT,
		"{\"model\":\"claude-sonnet-5\",\"max_tokens\":5,\"messages\""
		":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\""
		",\"content\":\"hi\"}]}" },
	{ HR_API_OPENAI_CHAT,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\""
		":\"hi\"}],\"tools\":[{\"type\":\"function\",\"function\":{\""
		"name\":\"f\"}}]}" },
	{ HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[]},{\""
		"role\":\"tool\",\"content\":\"x\"}]}" },
	{ HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"i"
		"mage_url\"}]}]}" },
	{ HR_API_OPENAI_CHAT,
		"{\"\\u006dessages\":[{\"role\":\"\\u0075ser\"}]}" },
	{ HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"critic\",\"content\":\"x\"},{\"ro"
		"le\":\"user\",\"role\":\"user\"},{\"role\":\"user\",\"conten"
		"t\":\"x\"}]}" },
	{ HR_API_ANTHROPIC,
		"{\"model\":\"claude-sonnet-5\",\"max_tokens\":5,\"messages\""
		":[{\"role\":\"user\",\"content\":\"hi\"}]}" },
	{ HR_API_ANTHROPIC,
		"{\"system\":\"S\",\"messages\":[{\"role\":\"user\",\"content"
		"\":\"hi\"}]}" },
	{ HR_API_ANTHROPIC,
		"{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\""
		":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}" },
	{ HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"too"
		"ls\":[{\"name\":\"f\",\"input_schema\":{}}]}" },
	{ HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"too"
		"ls\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]}" },
	{ HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t"
		"ool_result\",\"content\":\"x\"}]}]}" },
	{ HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"rol"
		"e\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\""
		"a\"},{\"type\":\"tool_use\"}]}]}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"model\":\"gpt-5.1\",\"input\":\"hi\"}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"instructions\":\"S\",\"input\":\"hi\"}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\""
		"hi\"}]}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"role\":\"user\",\"content\":\"hi\"},{\"type\""
		":\"function_call_output\",\"output\":\"x\"}]}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"reasoning\"}]}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"previous_response_id\":\"r\",\"input\":[{\"type\":\"messa"
		"ge\",\"role\":\"user\"}]}" },
	{ HR_API_OPENAI_RESPONSES,
		"{\"model\":\"m\",\"input\":[{\"type\":\"odd\"},{\"role\":\"u"
		"ser\",\"content\":\"x\"}]}" },
	{ HR_API_GEMINI,
		"{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}" },
	{ HR_API_GEMINI,
		"{\"contents\":[{\"role\":\"user\",\"parts\":[]}],\"generatio"
		"nConfig\":{}}" },
	{ HR_API_NONE,
		"{\"messages\":5}" },
	{ HR_API_NONE,
		"{\"messages\":[]}" },
	{ HR_API_NONE,
		"{\"messages\":[\"a\"]}" },
	{ HR_API_NONE,
		"{\"messages\":[{\"role\":\"user\"},\"a\"]}" },
	{ HR_API_NONE,
		"{\"model\":\"m\",\"input\":[{\"role\":\"user\"},\"a\"]}" },
	{ HR_API_NONE,
		"{\"messages\":[{\"text\":\"a\"}]}" },
	{ HR_API_NONE,
		"{\"messages\":[{\"role\":\"moderator\",\"content\":\"a\"}]}" },
	{ HR_API_NONE,
		"{\"messages\":[{\"role\":5}]}" },
	{ HR_API_NONE,
		"{\"messages\":[{\"role\":\"user\"}],\"messages\":[]}" },
	{ HR_API_NONE,
		"{\"input\":\"x\"}" },
	{ HR_API_NONE,
		"{\"input\":5,\"model\":\"m\"}" },
	{ HR_API_NONE,
		"{\"input\":[\"x\"],\"model\":\"m\"}" },
	{ HR_API_NONE,
		"{\"input\":[],\"model\":\"m\"}" },
	{ HR_API_NONE,
		"{\"input\":[{\"role\":\"user\",\"content\":\"x\"}],\"ideal\""
		":\"y\"}" },
	{ HR_API_NONE,
		"{\"input\":[{\"type\":\"text\",\"text\":\"x\"}],\"model\":\""
		"omni-moderation\"}" },
	{ HR_API_NONE,
		"{\"model\":\"text-embedding-3-small\",\"input\":\"x\",\"enco"
		"ding_format\":\"float\"}" },
	{ HR_API_NONE,
		"{\"model\":\"tts\",\"input\":\"x\",\"voice\":\"v\"}" },
	{ HR_API_NONE,
		"{\"contents\":\"x\"}" },
	{ HR_API_NONE,
		"{\"contents\":[]}" },
	{ HR_API_NONE,
		"{\"contents\":[{\"parts\":\"x\"}]}" },
	{ HR_API_NONE,
		"{\"contents\":[{\"parts\":[\"x\"]}]}" },
	{ HR_API_NONE,
		"{\"contents\":[\"x\"]}" },
	{ HR_API_NONE,
		"{\"level\":\"info\",\"message\":\"x\",\"time\":1}" },
	{ HR_API_NONE,
		"{}" },
	{ HR_API_NONE,
		"[]" },
	{ HR_API_NONE,
		"[{\"role\":\"user\",\"content\":\"x\"}]" },
	{ HR_API_NONE,
		"\"messages\"" },
	{ HR_API_NONE,
		"5" },
};
