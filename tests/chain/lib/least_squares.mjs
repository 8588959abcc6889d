/// The coefficients that minimise the sum of squared relative errors of rows · x = values (normal equations, Gauss).
export function fitRelative(rows, values) {
  const scaled = rows.map((row, i) => row.map((cell) => cell / values[i]));
  const size = rows[0].length;
  const matrix = Array.from({length: size}, (_, i) => [
    ...Array.from({length: size}, (_, j) => scaled.reduce((sum, row) => sum + row[i] * row[j], 0)),
    scaled.reduce((sum, row) => sum + row[i], 0),
  ]);
  for (let i = 0; i < size; i++) eliminate(matrix, i);
  return matrix.map((row, i) => row[size] / row[i]);
}

function eliminate(matrix, column) {
  const best = matrix.slice(column).reduce((at, row, i) => (Math.abs(row[column]) > Math.abs(matrix[at][column]) ? column + i : at), column);
  [matrix[column], matrix[best]] = [matrix[best], matrix[column]];
  for (const row of matrix) {
    if (row === matrix[column]) continue;
    const factor = row[column] / matrix[column][column];
    row.forEach((_, i) => (row[i] -= factor * matrix[column][i]));
  }
}
