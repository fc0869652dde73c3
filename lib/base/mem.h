/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only place that calls malloc and free.  Sizes are element counts times
 * element sizes, multiplied with a check.  NULL means that memory is short.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *mem_alloc(size_t n, size_t size);
/* Zeroed. */
void *mem_zalloc(size_t n, size_t size);
/* Like realloc: on failure the old memory is untouched. */
void *mem_resize(void *p, size_t n, size_t size);
void mem_free(void *p);

/* Sets *sum or *product and returns true unless it would overflow. */
bool size_add(size_t a, size_t b, size_t *sum);
bool size_mul(size_t a, size_t b, size_t *product);

/*
 * Makes room for at least `need` elements in the array *p of capacity *cap:
 * grows by half, never moves *p on failure.
 */
bool mem_grow(void *p, size_t *cap, size_t need, size_t size);

#endif
