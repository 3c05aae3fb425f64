package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    @Test
    void runWhoseFirstFileCannotBeWrittenLeavesNoFolder() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        run.begin();
        assertThatThrownBy(() -> run.write("missing/run.yaml", "a")).isInstanceOf(IOException.class);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void folderThatWasThereBeforeStays() throws IOException {
        RunFolder run = new RunFolder(Files.createDirectory(folder.resolve("run")));
        run.begin();
        assertThatThrownBy(() -> run.write("missing/run.yaml", "a")).isInstanceOf(IOException.class);
        assertThat(folder.resolve("run")).isEmptyDirectory();
    }
}
