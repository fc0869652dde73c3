/* SPDX-License-Identifier: Apache-2.0 */
/* Tools whose results stay as they are; see protect.h. */
#include "request/protect.h"

/* Who edits a file names what is to be replaced, byte for byte, as the tool that
 * read or wrote the file showed it.  These are the names in the clients of
 * 2026 that have such tools: Claude Code, Codex, Gemini CLI, and the editors
 * that the Anthropic API defines. */
static const char *const defaults_list[] = { "Read", "Edit", "MultiEdit",
	"Write", "NotebookEdit", "read_file", "read_many_files", "replace",
	"write_file", "edit", "view", "apply_patch", "str_replace_editor",
	"str_replace_based_edit_tool", NULL };

static bool
is_listed(struct span tool, const char *const *list)
{
	for (; list && *list; list++)
		if (span_equal(tool, span_str(*list)))
			return true;
	return false;
}

bool
protect_is(struct span tool, const char *const *list, bool defaults)
{
	/* What was asked for back would be folded a second time; the name may
	 * have that of a server before it. */
	return span_ends(tool, "headroom_get") || is_listed(tool, list) ||
	       (defaults && is_listed(tool, defaults_list));
}
