/* The bound that slot search is held against: one compiled sweep over sorted intervals that are kept in memory.
 *
 * For each diary: working spans and busy spans (buffers included) in epoch minutes, sorted. Writes every start on the
 * quarter hour at which a session fits, and returns how many there are.
 */
#include <stdint.h>

int64_t sweep(int64_t diaries, const int64_t *working_from, const int64_t *busy_from, const int32_t *working,
              const int32_t *busy, int32_t opens, int32_t closes, int32_t minutes, int32_t buffer, int32_t step,
              int32_t *starts)
{
    int64_t found = 0;
    for (int64_t d = 0; d < diaries; d++) {
        int64_t b = busy_from[d], busy_end = busy_from[d + 1];
        for (int64_t w = working_from[d]; w < working_from[d + 1]; w++) {
            int32_t first = working[2 * w] > opens ? working[2 * w] : opens;
            int32_t last = (working[2 * w + 1] < closes ? working[2 * w + 1] : closes) - minutes;
            int32_t start = (first + step - 1) / step * step;
            while (start <= last) {
                while (b < busy_end && busy[2 * b + 1] <= start)
                    b++;
                if (b < busy_end && busy[2 * b] < start + minutes + buffer)
                    start = (busy[2 * b + 1] + step - 1) / step * step;
                else {
                    starts[found++] = start;
                    start += step;
                }
            }
        }
    }
    return found;
}
