package io.tokenwatch.event;

/** Where records stand in their source, by the number that whoever cut them out gave them. */
interface Origin {
    /** Of what is wrong with a source as a whole. */
    Origin NOWHERE = new Origin() {
        @Override
        public long line(int record) {
            return 0;
        }

        @Override
        public int item(int record) {
            return 0;
        }

        @Override
        public String text(int record) {
            return "";
        }
    };

    /** The record's first line, from 1; 0 if there is none. */
    long line(int record);

    /** The record's place in its array or envelope, from 1; 0 if it stands in none. */
    int item(int record);

    /** The record as it arrived, or its beginning. */
    String text(int record);
}
