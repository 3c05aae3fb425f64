package com.example;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Classifications.Classification;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Takes a picture and answers with classes. */
@RestController
class ClassifyController {
    private final ZooModel<byte[], Classifications> model;

    ClassifyController(ZooModel<byte[], Classifications> model) {
        this.model = model;
    }

    /** A class and how likely it is. */
    record Answer(String className, double probability) {}

    /**
     * A predictor is for one thread, and costs next to nothing to make; the pictures of several requests share the network's
     * threads.
     */
    @PostMapping("/classify")
    List<Answer> classify(@RequestParam MultipartFile picture) throws IOException, TranslateException {
        try (Predictor<byte[], Classifications> predictor = model.newPredictor()) {
            List<Classification> best = predictor.predict(picture.getBytes()).topK();
            return best.stream()
                    .map(each -> new Answer(each.getClassName(), each.getProbability()))
                    .toList();
        }
    }

    /** What was sent is no picture, which the sender has to hear; anything else that fails is an error of the service. */
    @ExceptionHandler(TranslateException.class)
    ProblemDetail noPicture(TranslateException e) throws TranslateException {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_ENTITY, cause.getMessage());
            }
        }
        throw e;
    }
}
