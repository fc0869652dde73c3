/* SPDX-License-Identifier: Apache-2.0 */
/* Options about strings of requests; see reach.h. */
#include "reach.h"

#include "msg.h"

enum {
	/* Text of the user of fewer bytes is a question, and no log that was
	 * put into one. */
	MUCH_TEXT = 2000,
};

enum hr_api
reach_api(int choice)
{
	return choice ? (enum hr_api)(choice - 1) : HR_API_AUTO;
}

bool
reach_choose(int choice, bool history, bool has_budget, enum hr_reach *reach)
{
	*reach = choice    ? (enum hr_reach)(choice - 1)
		 : history ? HR_REACH_HISTORY
			   : HR_REACH_LIVE;
	if (history && *reach != HR_REACH_HISTORY)
		msg_usage("--history is --reach=history, and not another one");
	else if (has_budget && *reach != HR_REACH_LIVE)
		msg_usage("--budget does not go with --reach=history or all: "
			  "earlier turns must stay what they were when they "
			  "were sent");
	else
		return true;
	return false;
}

bool
reach_finds(int request, bool lines, const char *at)
{
	if (reach_api(request) == HR_API_NONE && (lines || at))
		msg_usage("--request=none does not go with --lines or --at, "
			  "which look for requests");
	else if (at && *at && *at != '/')
		msg_usage("--at: a pointer begins with '/', as /request/body");
	else
		return true;
	return false;
}

void
reach_tell(const char *input, const struct hr_stats *before,
	const struct hr_stats *now)
{
	uint64_t left[HR_NLEFT], bytes = 0, others = 0;

	if (now->requests == before->requests ||
		now->texts_changed > before->texts_changed)
		return;
	for (size_t i = 0; i < HR_NLEFT; i++) {
		left[i] = now->left_bytes[i] - before->left_bytes[i];
		bytes += left[i];
		if (i != HR_LEFT_USER && i != HR_LEFT_PROTECTED)
			others += left[i];
	}
	if (left[HR_LEFT_USER] > MUCH_TEXT && left[HR_LEFT_USER] * 2 > bytes)
		msg_warning(input,
			"most of the text is in messages of the user, "
			"which stay: --user-text lets it change");
	else if (left[HR_LEFT_PROTECTED] && !others)
		msg_warning(input, "all results are of protected tools, and "
				   "stay: --no-default-protect lets those of "
				   "tools that read and edit files change");
}
