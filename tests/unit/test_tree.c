/* SPDX-License-Identifier: Apache-2.0 */
/* Operands as files, in a folder of their own. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "msg.h"
#include "tree.h"

static char folder[] = "/tmp/headroom-tree-XXXXXX";
static int real_stderr;

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert(!chmod(folder, 0755) && !chdir(folder));
}

static void
tear_down(void)
{
	char command[100];

	snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", folder,
		folder);
	ck_assert(!chdir("/") && !system(command));
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

/* Messages go to a file from now on, and back. */
static void
catch_messages(void)
{
	char name[] = "/tmp/headroom-messages-XXXXXX";
	int fd = mkstemp(name);

	ck_assert(fd >= 0 && !unlink(name));
	real_stderr = dup(STDERR_FILENO);
	ck_assert(real_stderr >= 0 && dup2(fd, STDERR_FILENO) >= 0);
	close(fd);
}

static void
messages(struct buf *out)
{
	char part[4096];
	ssize_t n;

	lseek(STDERR_FILENO, 0, SEEK_SET);
	while ((n = read(STDERR_FILENO, part, sizeof(part))) > 0)
		buf_add(out, span_of(part, (size_t)n));
	buf_add_char(out, '\0');
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
}

static void
write_file(const char *name, size_t n)
{
	FILE *f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	while (n--)
		putc('x', f);
	ck_assert(!fclose(f));
}

/* A line "path size" for each file, and what was not read. */
static void
list(char *const *operands, struct buf *out)
{
	const char *path;
	struct tree t;
	uint64_t size;

	tree_open(&t, operands);
	while (tree_next(&t, &path, &size)) {
		buf_add_str(out, path);
		buf_add_char(out, ' ');
		buf_add_uint(out, size);
		buf_add_char(out, '\n');
	}
	ck_assert(!tree_next(&t, &path, &size));
	buf_add_str(out, "unreadable ");
	buf_add_uint(out, t.unreadable);
	buf_add_str(out, " skipped ");
	buf_add_uint(out, t.skipped);
	buf_add_char(out, '\0');
	ck_assert(!t.failed && buf_ok(out));
	tree_close(&t);
}

#define OPERANDS(...) ((char *const[]){ __VA_ARGS__, NULL })

static char dot[] = ".", dash[] = "-", empty[] = "", name_a[] = "a",
	    name_b[] = "b/", missing[] = "missing", pipe_name[] = "pipe",
	    link_name[] = "link";

/* The list and the messages; NULL: none are looked at. */
static void
gives(char *const *operands, const char *expected, const char *said)
{
	struct buf out = { 0 }, err = { 0 };

	catch_messages();
	list(operands, &out);
	messages(&err);
	ck_assert_str_eq(out.p, expected);
	if (said)
		ck_assert_str_eq(err.p, said);
	buf_release(&out);
	buf_release(&err);
}

START_TEST(files_of_folders_come_sorted_by_name)
{
	ck_assert(!mkdir("b", 0700) && !mkdir("b/c", 0700) &&
		  !mkdir("b/empty", 0700));
	write_file("z", 1);
	write_file("b/c/9", 2);
	write_file("b/c/10", 3);
	write_file("b/c.txt", 4);
	write_file("a", 5);
	write_file("B", 0);
	gives(OPERANDS(dot),
		"./B 0\n./a 5\n./b/c/10 3\n./b/c/9 2\n./b/c.txt 4\n./z 1\n"
		"unreadable 0 skipped 0",
		"");
	gives(OPERANDS(name_b, name_a),
		"b/c/10 3\nb/c/9 2\nb/c.txt 4\na 5\nunreadable 0 skipped 0",
		"");
}
END_TEST

START_TEST(operands_come_as_they_are)
{
	write_file("a", 5);
	ck_assert(!mkfifo("pipe", 0600) && !symlink("a", "link"));
	gives(OPERANDS(dash, pipe_name, missing, link_name, empty, name_a),
		"- 0\npipe 0\nlink 5\na 5\nunreadable 2 skipped 0",
		"headroom: missing: No such file or directory\n"
		"headroom: '': No such file or directory\n");
	gives(((char *const[]){ NULL }), "unreadable 0 skipped 0", "");
}
END_TEST

START_TEST(links_make_no_loops_and_nothing_comes_twice)
{
	ck_assert(!mkdir("a", 0700) && !mkdir("b", 0700));
	write_file("a/file", 3);
	write_file("b/other", 4);
	ck_assert(!symlink("..", "a/up") && !symlink("self", "a/self") &&
		  !symlink("gone", "a/gone") && !symlink("file", "a/twice") &&
		  !symlink("../b/other", "a/outside") && !symlink("a", "link"));
	msg_louder();
	gives(OPERANDS(name_a), "a/file 3\na/outside 4\nunreadable 0 skipped 4",
		"headroom: a/gone: a link to nothing: skipped\n"
		"headroom: a/self: a link to nothing: skipped\n"
		"headroom: a/twice: a link to a file that is read by its own "
		"name: skipped\n"
		"headroom: a/up: a link to a folder: not followed\n");
	/* One that was named is followed. */
	gives(OPERANDS(link_name),
		"link/file 3\nlink/outside 4\nunreadable 0 skipped 4", NULL);
	gives(OPERANDS(dot), "./a/file 3\n./b/other 4\nunreadable 0 skipped 6",
		NULL);
}
END_TEST

START_TEST(special_files_and_git_are_skipped)
{
	static char git[] = ".git";

	ck_assert(!mkdir(".git", 0700) && !mkfifo("pipe", 0600) &&
		  !mkdir("a", 0700) && !symlink("pipe", "q"));
	write_file(".git/pack", 9);
	write_file("a/.git", 9);
	write_file("a/.gitignore", 1);
	ck_assert(!symlink("../.git/pack", "a/pack"));
	msg_louder();
	gives(OPERANDS(dot),
		"./a/.gitignore 1\n./a/pack 9\nunreadable 0 skipped 4",
		"headroom: ./.git: of git: skipped\n"
		"headroom: ./a/.git: of git: skipped\n"
		"headroom: ./pipe: no regular file: skipped\n"
		"headroom: ./q: no regular file: skipped\n");
	gives(OPERANDS(git), ".git/pack 9\nunreadable 0 skipped 0", "");
}
END_TEST

START_TEST(odd_names_are_names)
{
	write_file("-", 1);
	write_file("-v", 2);
	write_file("a b", 3);
	write_file("new\nline", 4);
	write_file("\377", 5);
	write_file("*", 6);
	gives(OPERANDS(dot),
		"./* 6\n./- 1\n./-v 2\n./a b 3\n./new\nline 4\n./\377 5\n"
		"unreadable 0 skipped 0",
		"");
}
END_TEST

START_TEST(ten_thousand_files_are_all_there)
{
	uint64_t size, bytes, files, n = 0, sum = 0;
	char name[40], before[40] = "";
	const char *path;
	struct tree t;

	for (unsigned i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "%u", i % 100);
		mkdir(name, 0700);
		snprintf(name, sizeof(name), "%u/%u", i % 100, i);
		write_file(name, i % 7);
	}
	tree_open(&t, OPERANDS(dot));
	while (tree_next(&t, &path, &size)) {
		ck_assert_uint_lt(strlen(path), sizeof(before));
		ck_assert_int_lt(strcmp(before, path), 0);
		strcpy(before, path);
		sum += size;
		n++;
	}
	tree_close(&t);
	ck_assert_uint_eq(n, 10000);
	ck_assert(tree_total(OPERANDS(dot), &bytes, &files));
	ck_assert_uint_eq(files, n);
	ck_assert_uint_eq(bytes, sum);
}
END_TEST

START_TEST(what_cannot_be_read_is_told_and_counted)
{
	uid_t user = geteuid();

	ck_assert(!mkdir("a", 0755) && !mkdir("a/shut", 0) &&
		  !mkdir("a/x", 0444));
	write_file("a/file", 3);
	write_file("a/zoo", 3);
	ck_assert(!chmod("a", 0755));
	if (!user)
		ck_assert(!seteuid(65534));
	gives(OPERANDS(name_a), "a/file 3\na/zoo 3\nunreadable 1 skipped 0",
		"headroom: a/shut: Permission denied\n");
	if (!user)
		ck_assert(!seteuid(user));
}
END_TEST

START_TEST(deep_folders_are_gone_through_until_paths_are_too_long)
{
	char name[] = "a-folder-of-a-rather-long-name-of-41-bytes";
	struct buf out = { 0 }, err = { 0 };
	int at = open(".", O_RDONLY);

	/* 98 of them make a path of 4,200 bytes. */
	for (int i = 0; i < 98; i++) {
		int next;

		ck_assert(!mkdirat(at, name, 0700));
		close(openat(at, "z", O_WRONLY | O_CREAT, 0600));
		next = openat(at, name, O_RDONLY);
		ck_assert(next >= 0);
		close(at);
		at = next;
	}
	close(at);
	catch_messages();
	list(OPERANDS(dot), &out);
	messages(&err);
	ck_assert(span_ends(
		span_of(out.p, out.n - 1), "\n./z 0\nunreadable 1 skipped 0"));
	ck_assert(span_ends(span_of(err.p, err.n - 1), "name too long\n"));
	buf_release(&out);
	buf_release(&err);
}
END_TEST

START_TEST(a_total_of_pipes_is_not_known)
{
	uint64_t bytes = 7, files = 7;

	write_file("a", 5);
	ck_assert(!mkfifo("pipe", 0600));
	ck_assert(tree_total(OPERANDS(name_a, missing), &bytes, &files));
	ck_assert(bytes == 5 && files == 1);
	ck_assert(tree_total(OPERANDS(name_a, pipe_name), &bytes, &files));
	ck_assert(bytes == 0 && files == 2);
}
END_TEST

START_TEST(stdin_that_is_a_file_has_its_size)
{
	int before = dup(STDIN_FILENO), fd;
	uint64_t bytes, files;

	write_file("a", 5);
	fd = open("a", O_RDONLY);
	ck_assert(fd >= 0 && dup2(fd, STDIN_FILENO) >= 0);
	ck_assert(tree_total(OPERANDS(dash), &bytes, &files));
	ck_assert(bytes == 5 && files == 1);
	dup2(before, STDIN_FILENO);
	close(before);
	close(fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tree");
	TCase *t = tcase_create("tree");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, files_of_folders_come_sorted_by_name);
	tcase_add_test(t, operands_come_as_they_are);
	tcase_add_test(t, links_make_no_loops_and_nothing_comes_twice);
	tcase_add_test(t, special_files_and_git_are_skipped);
	tcase_add_test(t, odd_names_are_names);
	tcase_add_test(t, ten_thousand_files_are_all_there);
	tcase_add_test(t, what_cannot_be_read_is_told_and_counted);
	tcase_add_test(
		t, deep_folders_are_gone_through_until_paths_are_too_long);
	tcase_add_test(t, a_total_of_pipes_is_not_known);
	tcase_add_test(t, stdin_that_is_a_file_has_its_size);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
