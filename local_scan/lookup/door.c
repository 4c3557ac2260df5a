#include "door.h"
const struct bs_lookup_door *bs_door_open(const char *path, const char **w){(void)path;*w="stub";return NULL;}
unsigned bs_door_answer(const struct bs_lookup_door *door, struct bs_questions *q){unsigned n=bs_questions_open(q);(void)door;bs_questions_give_up(q);return n;}
