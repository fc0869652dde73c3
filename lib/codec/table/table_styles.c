/* SPDX-License-Identifier: Apache-2.0 */
/* The list of styles, in the order in which they are tried. */
#include "codec/table/table_style.h"

const struct table_style *
table_style_at(size_t i)
{
	if (i < table_ndrawn)
		return &table_drawn[i];
	i -= table_ndrawn;
	if (i < table_nrecord)
		return &table_record[i];
	i -= table_nrecord;
	if (i < table_naligned)
		return &table_aligned[i];
	i -= table_naligned;
	return i < table_ndelimited ? &table_delimited[i] : NULL;
}
