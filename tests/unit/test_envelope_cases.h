/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and what is listed of them; see test_envelope.c.  A text that says
 * N is never listed. */

static const struct envelope_case {
	const char *name;
	enum hr_api api;
	const char *request, *list;
} cases[] = {
	{ "a result, the question and what is around them",
		HR_API_OPENAI_CHAT,
		"{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"conten"
		"t\":\"S\"},{\"role\":\"user\",\"content\":\"Q\"},{\"role\":\""
		"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
		"\"type\":\"function\",\"function\":{\"name\":\"log\",\"argum"
		"ents\":\"{}\"}},{\"id\":\"c2\",\"type\":\"custom\",\"custom\""
		":{\"name\":\"sh\",\"input\":\"ls\"}}]},{\"role\":\"tool\",\""
		"tool_call_id\":\"c1\",\"content\":\"R\"}],\"tools\":[{\"type"
		"\":\"function\"}]}",
		"user /messages/1/content -\n"
		"result /messages/3/content log live\n" },
	{ "parallel results, of functions and of custom tools",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"to"
		"ol_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\""
		":{\"name\":\"log\",\"arguments\":\"{}\"}},{\"id\":\"c2\",\"t"
		"ype\":\"custom\",\"custom\":{\"name\":\"sh\",\"input\":\"ls\""
		"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":"
		"\"R\"},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\""
		":[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"text\",\"te"
		"xt\":\"B\"}]},{\"role\":\"tool\",\"tool_call_id\":\"c9\",\"c"
		"ontent\":\"C\"}]}",
		"result /messages/1/content sh live\n"
		"result /messages/2/content/0/text log live\n"
		"result /messages/2/content/1/text log live\n"
		"result /messages/3/content - live\n" },
	{ "a result whose message names its tool",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"name\":\"n\",\"content\""
		":\"R\"},{\"role\":\"function\",\"name\":\"f\",\"content\":\""
		"F\"},{\"role\":\"function\",\"name\":\"g\",\"content\":null}"
		"]}",
		"result /messages/0/content n live\n"
		"result /messages/1/content f live\n" },
	{ "the call tells the tool better than the message",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"to"
		"ol_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\""
		":{\"name\":\"log\",\"arguments\":\"{}\"}},{\"id\":\"c2\",\"t"
		"ype\":\"custom\",\"custom\":{\"name\":\"sh\",\"input\":\"ls\""
		"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"name\":\"o"
		"ther\",\"content\":\"R\"}]}",
		"result /messages/1/content log live\n" },
	{ "an id that is used again is that of the last call",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"to"
		"ol_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\""
		":{\"name\":\"log\",\"arguments\":\"{}\"}},{\"id\":\"c2\",\"t"
		"ype\":\"custom\",\"custom\":{\"name\":\"sh\",\"input\":\"ls\""
		"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":"
		"\"R\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\""
		",\"function\":{\"name\":\"new\"}}]},{\"role\":\"tool\",\"too"
		"l_call_id\":\"c1\",\"content\":\"S\"}]}",
		"result /messages/1/content log\n"
		"result /messages/3/content new live\n" },
	{ "an id that is spelled in another way",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id"
		"\":\"c\\u0031\",\"function\":{\"name\":\"l\\u006fg\"}}]},{\""
		"role\":\"tool\",\"tool_call_id\":\"\\u00631\",\"content\":\""
		"R\"}]}",
		"result /messages/1/content l\\u006fg live\n" },
	{ "an id that is no text names no tool",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id"
		"\":\"\\ud800\",\"function\":{\"name\":\"log\"}}]},{\"role\":"
		"\"tool\",\"tool_call_id\":\"\\ud800\",\"content\":\"R\"}]}",
		"result /messages/1/content - live\n" },
	{ "escaped keys and words are what they say",
		HR_API_OPENAI_CHAT,
		"{\"\\u006dessages\":[{\"r\\u006fle\":\"\\u0074ool\",\"c\\u00"
		"6Fntent\":[{\"type\":\"te\\u0078t\",\"t\\u0065xt\":\"R\"}]}]"
		"}",
		"result /messages/0/content/0/text - live\n" },
	{ "parts that are no text",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t"
		"ext\",\"text\":\"Q\"},{\"type\":\"image_url\",\"image_url\":"
		"{\"url\":\"data:x\",\"detail\":\"low\"}},{\"type\":\"input_a"
		"udio\",\"input_audio\":{\"data\":\"QUJD\",\"format\":\"wav\""
		"}},{\"type\":\"file\",\"file\":{\"file_data\":\"x\",\"filena"
		"me\":\"a.pdf\"}},{\"type\":\"odd\",\"text\":\"N\"},{\"text\""
		":\"N\"},\"N\",5]}]}",
		"user /messages/0/content/0/text - live\n"
		"media /messages/0/content/1/image_url/url - live\n"
		"media /messages/0/content/1/image_url/detail - live\n"
		"media /messages/0/content/2/input_audio/data - live\n"
		"media /messages/0/content/2/input_audio/format - live\n"
		"media /messages/0/content/3/file/file_data - live\n"
		"media /messages/0/content/3/file/filename - live\n" },
	{ "roles that are not known, and what is no message, end what is live",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":\"A\"},{\"role"
		"\":\"odd\",\"content\":\"N\"},{\"role\":\"user\",\"content\""
		":\"B\"},7,{\"role\":\"tool\",\"content\":\"C\"},{\"content\""
		":\"N\"},{\"role\":\"developer\",\"content\":\"N\"},{\"role\""
		":\"tool\",\"content\":\"D\"}]}",
		"result /messages/0/content -\n"
		"user /messages/2/content -\n"
		"result /messages/4/content -\n"
		"result /messages/7/content - live\n" },
	{ "a key that is there twice leaves its object alone",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":\"A\"},{\"role"
		"\":\"tool\",\"content\":\"N\",\"content\":\"N\"},{\"role\":\""
		"tool\",\"content\":[{\"type\":\"text\",\"text\":\"N\",\"text"
		"\":\"N\"},{\"type\":\"text\",\"text\":\"B\",\"x\":1,\"x\":2}"
		"]}]}",
		"result /messages/0/content -\n"
		"result /messages/2/content/1/text - live\n" },
	{ "messages that are there twice",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":\"A\"}],\"\\u0"
		"06dessages\":[{\"role\":\"tool\",\"content\":\"B\"}]}",
		"" },
	{ "empty strings and what is no string",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":\"\"},{\"role\""
		":\"tool\",\"content\":[]},{\"role\":\"tool\",\"content\":{\""
		"text\":\"N\"}},{\"role\":\"tool\"},{\"role\":\"tool\",\"cont"
		"ent\":5}]}",
		"" },
	{ "a mark freezes its part and all before it",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t"
		"ext\",\"text\":\"A\"},{\"type\":\"text\",\"text\":\"B\",\"ca"
		"che_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\""
		"text\":\"C\"}]},{\"role\":\"tool\",\"content\":\"D\"}]}",
		"user /messages/0/content/0/text - live frozen\n"
		"user /messages/0/content/1/text - live frozen\n"
		"user /messages/0/content/2/text - live\n"
		"result /messages/1/content - live\n" },
	{ "a mark before the text of its part",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":[{\"prompt_cac"
		"he_breakpoint\":{\"mode\":\"explicit\"},\"type\":\"text\",\""
		"text\":\"A\"}]},{\"role\":\"tool\",\"content\":[{\"type\":\""
		"text\",\"text\":\"B\",\"cache_control\":null}]}]}",
		"result /messages/0/content/0/text - live frozen\n"
		"result /messages/1/content/0/text - live\n" },
	{ "a mark on a message freezes all of it",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"cache_control\":{},\"role\":\"tool\",\"con"
		"tent\":\"A\"},{\"role\":\"tool\",\"content\":\"B\"}]}",
		"result /messages/0/content - live frozen\n"
		"result /messages/1/content - live\n" },
	{ "a mark on tools is before all messages",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":\"A\"}],\"tool"
		"s\":[{\"type\":\"function\",\"cache_control\":{}}]}",
		"result /messages/0/content - live\n" },
	{ "a mark beside the messages is behind the last one",
		HR_API_OPENAI_CHAT,
		"{\"cache_control\":{\"type\":\"ephemeral\"},\"messages\":[{\""
		"role\":\"tool\",\"content\":\"A\"}]}",
		"result /messages/0/content - live frozen\n" },
	{ "turns of the assistant with reasoning and signatures",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},{\"role"
		"\":\"assistant\",\"content\":\"N\",\"refusal\":\"N\",\"reaso"
		"ning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\""
		"QUJD\"}],\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\""
		":\"f\"},\"extra_content\":{\"google\":{\"thought_signature\""
		":\"c2ln\"}}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"c"
		"ontent\":\"R\"}]}",
		"user /messages/0/content -\n"
		"media /messages/1/reasoning_details/0/data -\n"
		"media /messages/1/tool_calls/0/extra_content/google/thought_"
		"signature -\n"
		"result /messages/2/content f live\n" },
	{ "a key with a slash and a tilde is no member of a message",
		HR_API_OPENAI_CHAT,
		"{\"messages\":[{\"role\":\"tool\",\"content\":[{\"a/b~\":{\""
		"type\":\"text\",\"text\":\"N\"}}]}]}",
		"" },
	{ "a text as the input",
		HR_API_OPENAI_RESPONSES,
		"{\"model\":\"m\",\"instructions\":\"S\",\"input\":\"Q\"}",
		"user /input - live\n" },
	{ "an output, the question and what is around them",
		HR_API_OPENAI_RESPONSES,
		"{\"model\":\"m\",\"instructions\":\"S\",\"input\":[{\"role\""
		":\"user\",\"content\":\"Q\"},{\"type\":\"function_call\",\"c"
		"all_id\":\"c1\",\"name\":\"log\",\"arguments\":\"{}\"},{\"ty"
		"pe\":\"function_call_output\",\"call_id\":\"c1\",\"output\":"
		"\"R\"}]}",
		"user /input/0/content -\n"
		"result /input/2/output log live\n" },
	{ "outputs of several parts, and of custom tools",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"custom_tool_call\",\"call_id\":\"c\""
		",\"name\":\"sh\",\"input\":\"ls\"},{\"type\":\"custom_tool_c"
		"all_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input"
		"_text\",\"text\":\"A\"},{\"type\":\"input_image\",\"image_ur"
		"l\":\"data:x\"},{\"type\":\"text\",\"text\":\"N\"},{\"type\""
		":\"input_file\",\"file_data\":\"x\",\"filename\":\"f\"}]}]}",
		"result /input/1/output/0/text sh live\n"
		"media /input/1/output/1/image_url - live\n"
		"media /input/1/output/3/file_data - live\n" },
	{ "messages of all roles",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"message\",\"role\":\"user\",\"conten"
		"t\":[{\"type\":\"input_text\",\"text\":\"A\"},{\"type\":\"ou"
		"tput_text\",\"text\":\"N\"}]},{\"role\":\"developer\",\"cont"
		"ent\":\"N\"},{\"role\":\"assistant\",\"content\":[{\"type\":"
		"\"output_text\",\"text\":\"N\"}],\"phase\":\"final\"},{\"rol"
		"e\":\"system\",\"content\":\"N\"},{\"role\":\"user\",\"conte"
		"nt\":\"B\"}]}",
		"user /input/0/content/0/text -\n"
		"user /input/4/content - live\n" },
	{ "outputs of shells and patches, and whether they failed",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"local_shell_call_output\",\"id\":\"c"
		"\",\"output\":\"{\\\"output\\\":\\\"x\\\"}\"},{\"type\":\"ap"
		"ply_patch_call_output\",\"call_id\":\"c\",\"status\":\"faile"
		"d\",\"output\":\"P\"},{\"type\":\"apply_patch_call_output\","
		"\"call_id\":\"c\",\"status\":\"completed\",\"output\":null},"
		"{\"type\":\"shell_call_output\",\"call_id\":\"c\",\"max_outp"
		"ut_length\":9,\"output\":[{\"stdout\":\"A\",\"stderr\":\"B\""
		",\"outcome\":{\"type\":\"exit\",\"exit_code\":0}},{\"stderr\""
		":\"C\",\"stdout\":\"D\",\"outcome\":{\"type\":\"exit\",\"exi"
		"t_code\":1}},{\"stdout\":\"\",\"stderr\":\"E\",\"outcome\":{"
		"\"type\":\"timeout\"}}]}]}",
		"result /input/0/output local_shell live\n"
		"result /input/1/output apply_patch live error\n"
		"result /input/3/output/0/stdout shell live\n"
		"result /input/3/output/0/stderr shell live\n"
		"result /input/3/output/1/stderr shell live error\n"
		"result /input/3/output/1/stdout shell live error\n"
		"result /input/3/output/2/stderr shell live error\n" },
	{ "what the provider ran is a turn of the model",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"mcp_call\",\"name\":\"fetch\",\"argu"
		"ments\":\"N\",\"output\":\"A\",\"error\":null},{\"type\":\"m"
		"cp_call\",\"name\":\"fetch\",\"output\":\"B\",\"error\":{\"c"
		"ode\":1}},{\"type\":\"file_search_call\",\"queries\":[\"N\"]"
		",\"results\":[{\"text\":\"C\",\"filename\":\"N\"}]},{\"type\""
		":\"code_interpreter_call\",\"code\":\"N\",\"outputs\":[{\"ty"
		"pe\":\"logs\",\"logs\":\"D\"},{\"type\":\"image\",\"url\":\""
		"https://x\"}]},{\"type\":\"program_output\",\"result\":\"E\""
		"},{\"type\":\"function_call_output\",\"output\":\"F\"}]}",
		"result /input/0/output fetch\n"
		"result /input/1/output fetch error\n"
		"document /input/2/results/0/text -\n"
		"document /input/3/outputs/0/logs -\n"
		"media /input/3/outputs/1/url -\n"
		"document /input/4/result -\n"
		"result /input/5/output - live\n" },
	{ "an output that came with its call is never live",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"function_call_output\",\"output\":\""
		"A\"},{\"type\":\"mcp_call\",\"name\":\"f\",\"output\":\"B\"}"
		"]}",
		"result /input/0/output -\n"
		"result /input/1/output f\n" },
	{ "items that never change",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"function_call_output\",\"output\":\""
		"A\"},{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summar"
		"y_text\",\"text\":\"N\"}],\"encrypted_content\":\"x\"},{\"ty"
		"pe\":\"compaction\",\"encrypted_content\":\"y\"},{\"type\":\""
		"item_reference\",\"id\":\"N\"},{\"type\":\"image_generation_"
		"call\",\"result\":\"QUJD\"},{\"type\":\"tool_search_output\""
		",\"tools\":[{\"description\":\"N\"}]},{\"type\":\"mcp_list_t"
		"ools\",\"tools\":[]},{\"type\":\"odd\",\"output\":\"N\",\"ro"
		"le\":\"user\",\"content\":\"N\"},{\"type\":\"computer_call_o"
		"utput\",\"output\":{\"type\":\"computer_screenshot\",\"image"
		"_url\":\"data:x\"}}]}",
		"result /input/0/output -\n"
		"media /input/1/encrypted_content -\n"
		"media /input/2/encrypted_content -\n"
		"media /input/4/result -\n"
		"media /input/8/output/image_url - live\n" },
	{ "a breakpoint on a part",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"inpu"
		"t_text\",\"text\":\"A\",\"prompt_cache_breakpoint\":{\"mode\""
		":\"explicit\"}},{\"type\":\"input_text\",\"text\":\"B\"}]}]}",
		"user /input/0/content/0/text - live frozen\n"
		"user /input/0/content/1/text - live\n" },
	{ "an item with a key twice, or without a type and role",
		HR_API_OPENAI_RESPONSES,
		"{\"input\":[{\"type\":\"function_call_output\",\"output\":\""
		"A\"},{\"type\":\"function_call_output\",\"output\":\"N\",\"o"
		"utput\":\"N\"},{\"type\":\"function_call_output\",\"output\""
		":\"B\"},{\"content\":\"N\"},{\"type\":7,\"role\":\"user\",\""
		"content\":\"N\"}]}",
		"result /input/0/output -\n"
		"result /input/2/output -\n" },
	{ "a result, the question and what is around them",
		HR_API_ANTHROPIC,
		"{\"max_tokens\":5,\"system\":\"S\",\"messages\":[{\"role\":\""
		"user\",\"content\":\"Q\"},{\"role\":\"assistant\",\"content\""
		":[{\"type\":\"text\",\"text\":\"N\"},{\"type\":\"tool_use\","
		"\"id\":\"t1\",\"name\":\"log\",\"input\":{\"cache_control\":"
		"{\"n\":9},\"data\":\"N\"}},{\"type\":\"tool_use\",\"id\":\"t"
		"2\",\"name\":\"ls\",\"input\":{}}]},{\"role\":\"user\",\"con"
		"tent\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"c"
		"ontent\":\"R\"},{\"type\":\"text\",\"text\":\"T\"}]}]}",
		"user /messages/0/content -\n"
		"result /messages/2/content/0/content log live\n"
		"user /messages/2/content/1/text - live\n" },
	{ "parallel results, an error, and results of blocks",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\""
		":\"text\",\"text\":\"N\"},{\"type\":\"tool_use\",\"id\":\"t1"
		"\",\"name\":\"log\",\"input\":{\"cache_control\":{\"n\":9},\""
		"data\":\"N\"}},{\"type\":\"tool_use\",\"id\":\"t2\",\"name\""
		":\"ls\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"t"
		"ype\":\"tool_result\",\"tool_use_id\":\"t2\",\"is_error\":tr"
		"ue,\"content\":[{\"type\":\"text\",\"text\":\"A\"},{\"type\""
		":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""
		"image/png\",\"data\":\"QUJD\"}},{\"type\":\"text\",\"text\":"
		"\"B\"}]},{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\""
		"is_error\":false,\"content\":\"C\"},{\"type\":\"tool_result\""
		",\"tool_use_id\":\"t9\"}]}]}",
		"result /messages/1/content/0/content/0/text ls live error\n"
		"media /messages/1/content/0/content/1/source/type - live\n"
		"media /messages/1/content/0/content/1/source/media_type - li"
		"ve\n"
		"media /messages/1/content/0/content/1/source/data - live\n"
		"result /messages/1/content/0/content/2/text ls live error\n"
		"result /messages/1/content/1/content log live\n" },
	{ "documents and search results, cited or not",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"d"
		"ocument\",\"title\":\"N\",\"context\":\"N\",\"source\":{\"ty"
		"pe\":\"text\",\"media_type\":\"text/plain\",\"data\":\"A\"}}"
		",{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data"
		"\":\"N\"},\"citations\":{\"enabled\":true}},{\"type\":\"docu"
		"ment\",\"source\":{\"type\":\"text\",\"data\":\"B\"},\"citat"
		"ions\":{\"enabled\":false}},{\"type\":\"search_result\",\"so"
		"urce\":\"N\",\"title\":\"N\",\"content\":[{\"type\":\"text\""
		",\"text\":\"C\"}]},{\"type\":\"search_result\",\"content\":["
		"{\"type\":\"text\",\"text\":\"N\"}],\"citations\":{\"enabled"
		"\":true}},{\"type\":\"text\",\"text\":\"N\",\"citations\":[{"
		"\"type\":\"char_location\"}]},{\"type\":\"text\",\"text\":\""
		"D\",\"citations\":null}]}]}",
		"document /messages/0/content/0/source/data - live\n"
		"document /messages/0/content/2/source/data - live\n"
		"document /messages/0/content/3/content/0/text - live\n"
		"user /messages/0/content/6/text - live\n" },
	{ "a part of a search result that cites",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"s"
		"earch_result\",\"content\":[{\"type\":\"text\",\"text\":\"N\""
		",\"citations\":[{\"type\":\"x\"}]},{\"type\":\"text\",\"text"
		"\":\"A\"}]}]}]}",
		"document /messages/0/content/0/content/1/text - live\n" },
	{ "system text between turns does not end what is live",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\""
		":\"text\",\"text\":\"N\"},{\"type\":\"tool_use\",\"id\":\"t1"
		"\",\"name\":\"log\",\"input\":{\"cache_control\":{\"n\":9},\""
		"data\":\"N\"}},{\"type\":\"tool_use\",\"id\":\"t2\",\"name\""
		":\"ls\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"t"
		"ype\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"R"
		"\"}]},{\"role\":\"system\",\"content\":\"N\"}]}",
		"result /messages/1/content/0/content log live\n" },
	{ "documents that are no text",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"d"
		"ocument\",\"source\":{\"type\":\"base64\",\"media_type\":\"a"
		"pplication/pdf\",\"data\":\"QUJD\"}},{\"type\":\"document\","
		"\"source\":{\"type\":\"url\",\"url\":\"https://x\"}},{\"type"
		"\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\""
		"f\"}},{\"type\":\"document\",\"source\":{\"type\":\"content\""
		",\"content\":[{\"type\":\"text\",\"text\":\"N\"},{\"type\":\""
		"image\",\"source\":{\"type\":\"url\",\"url\":\"u\"}}]}},{\"t"
		"ype\":\"container_upload\",\"file_id\":\"f\"}]}]}",
		"media /messages/0/content/0/source/type - live\n"
		"media /messages/0/content/0/source/media_type - live\n"
		"media /messages/0/content/0/source/data - live\n"
		"media /messages/0/content/1/source/type - live\n"
		"media /messages/0/content/1/source/url - live\n"
		"media /messages/0/content/2/source/type - live\n"
		"media /messages/0/content/2/source/file_id - live\n"
		"media /messages/0/content/3/source/content/1/source/type - l"
		"ive\n"
		"media /messages/0/content/3/source/content/1/source/url - li"
		"ve\n" },
	{ "documents in a result of a tool",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\""
		":\"text\",\"text\":\"N\"},{\"type\":\"tool_use\",\"id\":\"t1"
		"\",\"name\":\"log\",\"input\":{\"cache_control\":{\"n\":9},\""
		"data\":\"N\"}},{\"type\":\"tool_use\",\"id\":\"t2\",\"name\""
		":\"ls\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"t"
		"ype\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[{\""
		"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\""
		"A\"}},{\"type\":\"search_result\",\"content\":[{\"type\":\"t"
		"ext\",\"text\":\"B\"}]},{\"type\":\"tool_result\",\"content\""
		":\"N\"}]}]}]}",
		"document /messages/1/content/0/content/0/source/data log liv"
		"e\n"
		"document /messages/1/content/0/content/1/content/0/text log "
		"live\n" },
	{ "thinking, and results of the provider's own tools",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},{\"role"
		"\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"think"
		"ing\":\"N\",\"signature\":\"c2ln\"},{\"type\":\"redacted_thi"
		"nking\",\"data\":\"cmVk\"},{\"type\":\"server_tool_use\",\"i"
		"d\":\"s\",\"name\":\"web_search\",\"input\":{\"query\":\"N\""
		"}},{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s\""
		",\"content\":[{\"type\":\"web_search_result\",\"url\":\"N\","
		"\"title\":\"N\",\"encrypted_content\":\"ZW5j\"}]},{\"type\":"
		"\"code_execution_tool_result\",\"content\":{\"stdout\":\"N\""
		",\"content\":[]}},{\"type\":\"text\",\"text\":\"N\",\"citati"
		"ons\":[{\"encrypted_index\":\"aQ==\"}]}]}]}",
		"user /messages/0/content -\n"
		"media /messages/1/content/0/signature -\n"
		"media /messages/1/content/1/data -\n"
		"media /messages/1/content/3/content/0/encrypted_content -\n"
		"media /messages/1/content/5/citations/0/encrypted_index -\n" },
	{ "blocks and roles that are not known",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"A\"},{\"role"
		"\":\"system\",\"content\":\"N\"},{\"role\":\"odd\",\"content"
		"\":\"N\"},{\"role\":\"user\",\"content\":[{\"type\":\"odd\","
		"\"text\":\"N\",\"content\":\"N\"},{\"type\":\"mid_conv_syste"
		"m\",\"text\":\"N\"},{\"text\":\"N\"},{\"type\":\"mcp_tool_re"
		"sult\",\"content\":\"N\"}]}]}",
		"user /messages/0/content -\n" },
	{ "a mark on a block freezes it and all before it",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"A\"},{\"role"
		"\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\""
		"N\"},{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"log\",\""
		"input\":{\"cache_control\":{\"n\":9},\"data\":\"N\"}},{\"typ"
		"e\":\"tool_use\",\"id\":\"t2\",\"name\":\"ls\",\"input\":{}}"
		"]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\""
		",\"tool_use_id\":\"t1\",\"content\":\"B\",\"cache_control\":"
		"{\"type\":\"ephemeral\"}},{\"type\":\"tool_result\",\"tool_u"
		"se_id\":\"t2\",\"content\":\"C\"}]}]}",
		"user /messages/0/content - frozen\n"
		"result /messages/2/content/0/content log live frozen\n"
		"result /messages/2/content/1/content ls live\n" },
	{ "a mark within a result freezes the block that has it",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t"
		"ool_result\",\"content\":[{\"type\":\"text\",\"text\":\"A\"}"
		",{\"type\":\"text\",\"text\":\"B\",\"cache_control\":{}},{\""
		"type\":\"text\",\"text\":\"C\"}]}]}]}",
		"result /messages/0/content/0/content/0/text - live frozen\n"
		"result /messages/0/content/0/content/1/text - live frozen\n"
		"result /messages/0/content/0/content/2/text - live\n" },
	{ "a mark within an image freezes what is before",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t"
		"ext\",\"text\":\"A\"},{\"type\":\"image\",\"source\":{\"type"
		"\":\"url\",\"url\":\"u\",\"cache_control\":{\"type\":\"ephem"
		"eral\"}}},{\"type\":\"document\",\"source\":{\"type\":\"text"
		"\",\"data\":\"B\",\"url\":\"N\"}}]}]}",
		"user /messages/0/content/0/text - live frozen\n"
		"media /messages/0/content/1/source/type - live frozen\n"
		"media /messages/0/content/1/source/url - live frozen\n"
		"document /messages/0/content/2/source/data - live\n" },
	{ "marks on tools and system text are before all messages",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":\"A\"}],\"tool"
		"s\":[{\"name\":\"t\",\"cache_control\":{}}],\"system\":[{\"t"
		"ype\":\"text\",\"text\":\"S\",\"cache_control\":{}}]}",
		"user /messages/0/content - live\n" },
	{ "a mark beside the messages is behind the last one",
		HR_API_ANTHROPIC,
		"{\"cache_control\":{\"type\":\"ephemeral\"},\"messages\":[{\""
		"role\":\"user\",\"content\":\"A\"}]}",
		"user /messages/0/content - live frozen\n" },
	{ "a block with a key twice is left alone, but its mark counts",
		HR_API_ANTHROPIC,
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t"
		"ext\",\"text\":\"A\"},{\"type\":\"text\",\"type\":\"text\",\""
		"text\":\"N\",\"cache_control\":{}},{\"type\":\"document\",\""
		"source\":{\"type\":\"text\",\"data\":\"N\",\"data\":\"N\"}},"
		"{\"type\":\"text\",\"text\":\"B\"}]}]}",
		"user /messages/0/content/0/text - live frozen\n"
		"user /messages/0/content/3/text - live\n" },
	{ "a response, the question and what is around them",
		HR_API_GEMINI,
		"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Q\""
		"}]},{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name"
		"\":\"log\",\"args\":{\"data\":\"N\"}},\"thoughtSignature\":\""
		"c2ln\"}]},{\"role\":\"user\",\"parts\":[{\"functionResponse\""
		":{\"name\":\"log\",\"response\":{\"output\":\"R\"}}}]}],\"sy"
		"stemInstruction\":{\"parts\":[{\"text\":\"S\"}]}}",
		"user /contents/0/parts/0/text -\n"
		"media /contents/1/parts/0/thoughtSignature -\n"
		"result /contents/2/parts/0/functionResponse/response/output "
		"log live\n" },
	{ "a response of any depth, and its error",
		HR_API_GEMINI,
		"{\"contents\":[{\"parts\":[{\"function_response\":{\"id\":\""
		"N\",\"name\":\"f\",\"response\":{\"result\":{\"a/b\":[\"A\","
		"{\"c\":\"B\"},[[\"C\"]],5,\"\"]},\"error\":{\"m\":\"D\"},\"k"
		"\":\"E\"}}}]}]}",
		"result /contents/0/parts/0/function_response/response/result"
		"/a~1b/0 f live\n"
		"result /contents/0/parts/0/function_response/response/result"
		"/a~1b/1/c f live\n"
		"result /contents/0/parts/0/function_response/response/result"
		"/a~1b/2/0/0 f live\n"
		"result /contents/0/parts/0/function_response/response/error/"
		"m f live error\n"
		"result /contents/0/parts/0/function_response/response/k f li"
		"ve\n" },
	{ "a response with a key twice, at any depth, or one that is no text",
		HR_API_GEMINI,
		"{\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\""
		"f\",\"response\":{\"o\":\"N\",\"p\":{\"k\":\"N\",\"\\u006b\""
		":\"N\"}}}},{\"functionResponse\":{\"name\":\"f\",\"response\""
		":{\"\\ud800\":\"N\"}}},{\"functionResponse\":{\"name\":\"f\""
		",\"response\":{\"k\":{\"k\":\"A\"},\"j\":{\"k\":\"B\"}}}}]}]"
		"}",
		"result /contents/0/parts/2/functionResponse/response/k/k f l"
		"ive\n"
		"result /contents/0/parts/2/functionResponse/response/j/k f l"
		"ive\n" },
	{ "a response that is no object, or spelled in both ways",
		HR_API_GEMINI,
		"{\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\""
		"f\",\"response\":\"N\"}},{\"functionResponse\":{\"name\":\"f"
		"\",\"response\":[\"N\"]}},{\"functionResponse\":{\"response\""
		":{\"a\":\"N\"}},\"function_response\":{\"response\":{\"a\":\""
		"N\"}}},{\"functionResponse\":{\"name\":5,\"response\":{\"a\""
		":\"A\"}}}]}]}",
		"result /contents/0/parts/3/functionResponse/response/a - liv"
		"e\n" },
	{ "parts that are thoughts, signed, media or several things",
		HR_API_GEMINI,
		"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"N\""
		",\"thought\":true},{\"text\":\"A\",\"thought\":false},{\"tex"
		"t\":\"N\",\"thoughtSignature\":\"c2ln\"},{\"inlineData\":{\""
		"mimeType\":\"image/png\",\"data\":\"QUJD\"}},{\"file_data\":"
		"{\"file_uri\":\"u\"}},{\"text\":\"N\",\"functionResponse\":{"
		"\"response\":{\"a\":\"N\"}}},{\"codeExecutionResult\":{\"out"
		"come\":\"OUTCOME_OK\",\"output\":\"B\"}},{\"executableCode\""
		":{\"code\":\"N\"}},{\"toolResponse\":{\"response\":{\"a\":\""
		"N\"}}},{\"odd\":{\"text\":\"N\"}}]}]}",
		"user /contents/0/parts/1/text - live\n"
		"media /contents/0/parts/2/thoughtSignature - live\n"
		"media /contents/0/parts/3/inlineData/mimeType - live\n"
		"media /contents/0/parts/3/inlineData/data - live\n"
		"media /contents/0/parts/4/file_data/file_uri - live\n"
		"document /contents/0/parts/6/codeExecutionResult/output - li"
		"ve\n" },
	{ "roles that answer calls, and others",
		HR_API_GEMINI,
		"{\"cachedContent\":\"c\",\"contents\":[{\"role\":\"user\",\""
		"parts\":[{\"text\":\"A\"}]},{\"role\":\"odd\",\"parts\":[{\""
		"text\":\"N\"}]},{\"role\":\"function\",\"parts\":[{\"functio"
		"nResponse\":{\"name\":\"f\",\"response\":{\"a\":\"B\"}}},{\""
		"text\":\"N\"}]},{\"role\":\"tool\",\"parts\":[{\"functionRes"
		"ponse\":{\"name\":\"f\",\"response\":{\"a\":\"C\"}}},{\"code"
		"ExecutionResult\":{\"output\":\"N\"}}]}]}",
		"user /contents/0/parts/0/text -\n"
		"result /contents/2/parts/0/functionResponse/response/a f liv"
		"e\n"
		"result /contents/3/parts/0/functionResponse/response/a f liv"
		"e\n" },
	{ "media beside a response, and what looks like it in one",
		HR_API_GEMINI,
		"{\"contents\":[{\"role\":\"user\",\"parts\":[{\"functionResp"
		"onse\":{\"name\":\"f\",\"response\":{\"inlineData\":{\"data\""
		":\"A\"}},\"parts\":[{\"inlineData\":{\"mimeType\":\"m\",\"da"
		"ta\":\"QUJD\"}}]}}]}]}",
		"result /contents/0/parts/0/functionResponse/response/inlineD"
		"ata/data f live\n"
		"media /contents/0/parts/0/functionResponse/parts/0/inlineDat"
		"a/mimeType - live\n"
		"media /contents/0/parts/0/functionResponse/parts/0/inlineDat"
		"a/data - live\n" },
};
