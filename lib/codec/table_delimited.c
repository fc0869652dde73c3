/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/table_style.h"

const struct table_style table_delimited[] = { { 0 } };
const size_t table_ndelimited = 0;
