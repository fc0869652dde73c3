// SPDX-License-Identifier: Apache-2.0
// The providers' own clients against the test server.
//
//	sdk.mjs answers PORT < list	what each recorded answer says and used,
//					one line of JSON each; a line of the list is
//					"API NAME sse" or "API NAME json"
//	sdk.mjs send PORT API FILE	sends this request body
//
// Usage is brought to one form here from what the clients give, so that it
// can be compared with what the program makes of the same bytes.
import { readFileSync } from "node:fs";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";

const [mode, port, ...rest] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;
// Real clients look at these.
for (const name of Object.keys(process.env))
  if (/^(OPENAI|ANTHROPIC|GOOGLE|GEMINI)_/.test(name)) delete process.env[name];

const known = (n) => (typeof n === "number" ? n : null);
const sum = (...ns) =>
  ns.some((n) => typeof n === "number")
    ? ns.reduce((a, n) => a + (n ?? 0), 0)
    : null;

const openai = (scenario) =>
  new OpenAI({
    apiKey: "sk-test",
    baseURL: `${base}/v1`,
    maxRetries: 0,
    defaultHeaders: scenario ? { "x-scenario": scenario } : {},
  });

const anthropic = (scenario) =>
  new Anthropic({
    apiKey: "sk-ant-test",
    baseURL: base,
    maxRetries: 0,
    defaultHeaders: scenario ? { "x-scenario": scenario } : {},
  });

const gemini = (scenario) =>
  new GoogleGenAI({
    apiKey: "test",
    httpOptions: {
      baseUrl: base,
      headers: scenario ? { "x-scenario": scenario } : {},
    },
  });

// ---- what each client is asked, and what it says ---------------------------

function chatUsage(usage) {
  if (!usage) return {};
  const prompt = usage.prompt_tokens_details ?? {};
  const completion = usage.completion_tokens_details ?? {};
  return {
    input: known(usage.prompt_tokens),
    cached: known(prompt.cached_tokens ?? usage.cached_tokens),
    cache_write: known(prompt.cache_write_tokens),
    output: known(usage.completion_tokens),
    reasoning: known(completion.reasoning_tokens),
  };
}

async function chat(scenario, body, said) {
  const client = openai(scenario);
  let answer;
  if (body.stream) {
    const { stream, ...others } = body;
    const runner = client.chat.completions.stream(others);
    runner.on("content", (delta) => (said.text += delta));
    answer = await runner.finalChatCompletion();
  } else {
    answer = await client.chat.completions.create(body);
    said.text = answer.choices[0].message.content ?? "";
  }
  said.usage = chatUsage(answer.usage);
  said.finish = answer.choices[0].finish_reason;
  said.calls = (answer.choices[0].message.tool_calls ?? []).map((c) => [
    c.function.name,
    c.function.arguments,
  ]);
}

async function responses(scenario, body, said) {
  const client = openai(scenario);
  let answer;
  if (body.stream) {
    const { stream, ...others } = body;
    const runner = client.responses.stream(others);
    runner.on("response.output_text.delta", (e) => (said.text += e.delta));
    answer = await runner.finalResponse();
  } else {
    answer = await client.responses.create(body);
    said.text = answer.output_text;
  }
  const usage = answer.usage ?? {};
  said.usage = {
    input: known(usage.input_tokens),
    cached: known(usage.input_tokens_details?.cached_tokens),
    cache_write: known(usage.input_tokens_details?.cache_write_tokens),
    output: known(usage.output_tokens),
    reasoning: known(usage.output_tokens_details?.reasoning_tokens),
  };
  said.finish = answer.incomplete_details?.reason ?? answer.status;
  if (answer.status === "failed") said.error = answer.error.message;
  for (const item of answer.output)
    if (item.type === "function_call")
      said.calls.push([item.name, item.arguments]);
    else if (item.type === "custom_tool_call")
      said.calls.push([item.name, item.input]);
}

async function messages(scenario, body, said) {
  const client = anthropic(scenario);
  let answer;
  if (body.stream) {
    const { stream, ...others } = body;
    const runner = client.messages.stream(others);
    runner.on("text", (delta) => (said.text += delta));
    answer = await runner.finalMessage();
  } else {
    answer = await client.messages.create(body);
    for (const block of answer.content)
      if (block.type === "text") said.text += block.text;
  }
  const usage = answer.usage;
  said.usage = {
    input: sum(
      usage.input_tokens,
      usage.cache_creation_input_tokens,
      usage.cache_read_input_tokens,
    ),
    cached: known(usage.cache_read_input_tokens),
    cache_write: known(usage.cache_creation_input_tokens),
    cache_write_1h: known(usage.cache_creation?.ephemeral_1h_input_tokens),
    output: known(usage.output_tokens),
    reasoning: known(usage.output_tokens_details?.thinking_tokens),
  };
  said.finish = answer.stop_reason;
  for (const block of answer.content)
    if (block.type === "tool_use")
      said.calls.push([block.name, JSON.stringify(block.input)]);
}

// This client has the members of a body elsewhere.
function geminiParameters({ model, stream, contents, ...members }) {
  const { generationConfig, ...others } = members;
  return { model, contents, config: { ...generationConfig, ...others } };
}

async function generate(scenario, body, said) {
  const client = gemini(scenario);
  const parameters = geminiParameters(body);
  const parts = body.stream
    ? await client.models.generateContentStream(parameters)
    : [await client.models.generateContent(parameters)];
  let usage = {};
  for await (const part of parts) {
    // Its own text says nothing beside calls but warns.
    for (const p of part.candidates?.[0]?.content?.parts ?? [])
      if (p.text && !p.thought) said.text += p.text;
    usage = part.usageMetadata ?? usage;
    said.finish =
      part.candidates?.[0]?.finishReason ??
      part.promptFeedback?.blockReason ??
      said.finish;
    for (const call of part.functionCalls ?? [])
      said.calls.push([call.name, JSON.stringify(call.args ?? {})]);
  }
  said.usage = {
    input:
      typeof usage.promptTokenCount === "number"
        ? sum(usage.promptTokenCount, usage.toolUsePromptTokenCount)
        : null,
    cached: known(usage.cachedContentTokenCount),
    output: sum(usage.candidatesTokenCount, usage.thoughtsTokenCount),
    reasoning: known(usage.thoughtsTokenCount),
  };
}

const apis = {
  "openai-chat": [chat, { model: "gpt-5.1", messages: [
    { role: "user", content: "Why did it fail?" }] }],
  "openai-responses": [responses, { model: "gpt-5.6-sol",
    input: "Why did it fail?" }],
  anthropic: [messages, { model: "claude-sonnet-5", max_tokens: 512,
    messages: [{ role: "user", content: "Why did it fail?" }] }],
  gemini: [generate, { model: "gemini-3.5-flash",
    contents: [{ role: "user", parts: [{ text: "Why did it fail?" }] }] }],
};

async function ask(api, scenario, body) {
  const said = { text: "", finish: "", error: null, usage: {}, calls: [] };
  try {
    await apis[api][0](scenario, body, said);
  } catch (error) {
    said.error = error.message || String(error);
  }
  return said;
}

// ---- the modes -------------------------------------------------------------

async function answers() {
  const list = readFileSync(0, "utf8").split("\n").filter((line) => line);
  for (const line of list) {
    const [api, name, form] = line.split(" ");
    const body = { ...apis[api][1], stream: form === "sse" };
    if (api === "openai-chat" && body.stream)
      body.stream_options = { include_usage: true };
    const said = await ask(api, name, body);
    console.log(JSON.stringify({ api, name, form, ...said }));
  }
}

async function send(api, file) {
  const body = JSON.parse(readFileSync(file, "utf8"));
  // In Gemini's requests it is in the path.
  if (api === "gemini") body.model ??= "gemini-3.5-flash";
  const said = await ask(api, null, body);
  console.log(JSON.stringify({ api, file, ...said }));
  if (said.error) process.exitCode = 1;
}

if (mode === "answers") await answers();
else await send(...rest);
