/** What the server draws around the table of layers. */
export const layerPageWords = {
  title: 'layers & subvolumes',
  nothingRemoved: 'Bilge removes nothing here',
  layers: 'Layers',
  leaks: 'Leaks',
  subvolumes: 'Subvolumes',
  deletedStays: (names: string) => `Deleted data stays on the disk until these are deleted too: ${names}.`,
  snapshots: (count: number) =>
    count === 1
      ? 'A snapshot on the host keeps Docker’s space in use'
      : `${count} snapshots on the host keep Docker’s space in use`,
};
