package com.example;

import ai.djl.ModelException;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that says what pictures show: {@code curl -F picture=@cat.jpg http://localhost:8080/classify}. */
@SpringBootApplication
public class Application {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    /** One model for all requests, loaded before the first and closed with the application; {@code --model=} names another. */
    @Bean
    ZooModel<byte[], Classifications> model(@Value("${model}") String address) throws ModelException, IOException {
        return Criteria.builder()
                .setTypes(byte[].class, Classifications.class)
                .optModelUrls(address)
                .optArgument("topK", 3)
                .build()
                .loadModel();
    }
}
