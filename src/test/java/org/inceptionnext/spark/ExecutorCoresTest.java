package org.inceptionnext.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
class ExecutorCoresTest {

    @ParameterizedTest
    @CsvSource({
        "spark://host:7077, 3, 3",
        "k8s://host, 16, 16",
        "spark://host:7077, , -1",
        "local, 7, 1",
        "local[5], 7, 5",
        "'local[5,2]', 7, 5",
        "local[*], 7, -1"
    })
    void networkHasTheCoresOfItsExecutor(String master, Integer cores, int expected) {
        SparkConf configuration = new SparkConf(false).set("spark.master", master);
        if (cores != null) {
            configuration.set("spark.executor.cores", cores.toString());
        }
        assertThat(ExecutorCores.of(configuration).orElse(-1)).isEqualTo(expected);
    }
}
