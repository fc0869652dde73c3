/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in table of prices, and the reader of files of prices. */
#ifndef PRICE_TABLE_H
#define PRICE_TABLE_H

#include "price/price.h"

/* The i-th price of the table; false past the last. */
bool price_builtin(size_t i, struct price *);

/* Appends the prices of a file; on failure what was appended is to be taken
 * off again. */
enum hr_status price_file_read(
	struct price_list *, struct span file, struct hr_error *err);

#endif
