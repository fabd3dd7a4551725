export function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" class="glyph">
      <path d={path} />
    </svg>
  );
}
