/** Computes on the first call and keeps the value. `make` runs at most once unless it throws. */
export function lazy<T>(make: () => T): () => T {
  let kept: { readonly value: T } | null = null
  return () => {
    if (kept === null) kept = { value: make() }
    return kept.value
  }
}
